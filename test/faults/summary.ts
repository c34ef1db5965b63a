import type { Reporter, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** What a fault test has seen, for the table. */
    seen?: Readonly<Record<string, number | string>>;
  }
}

/** Prints what the fault tests have seen as a table. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test) => {
        const { seen } = test.meta();
        const facts = Object.entries(seen ?? {}).map(([name, value]) => `${name}: ${value}`);
        const state = test.result().state;
        return seen === undefined ? [] : `| ${test.name} | ${state} | ${facts.join(', ')} |`;
      });
    console.log(['', '| fault | result | seen |', '|---|---|---|', ...rows, ''].join('\n'));
  }
}
