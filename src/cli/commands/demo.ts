import type { Answer, Invocation } from '../invocation.ts';
export interface DemoFlags {
  readonly keep?: string;
}
export async function demo(_invocation: Invocation, _flags: DemoFlags): Promise<Answer> {
  return { json: 1, text: () => [] };
}
