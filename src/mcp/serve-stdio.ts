import { Console } from 'node:console';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';

import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

import type { MemOS } from '../memos/memos.ts';
import { afterPendingWork, OpenCalls } from '../surface/open-calls.ts';
import { makeServer, type ServerSettings } from './make-server.ts';

/** How long open calls may go on after the process was told to stop, in milliseconds. */
const drainTimeoutMs = 10_000;
/** And after its input has ended: whoever pipes requests in still reads the answers, and a client that hung up is to hold nothing up. */
const hungUpTimeoutMs = 1_000;

/** Serves one client over standard input and output, until it hangs up or `signal` ends it; then the open calls are answered first. */
export async function serveOverStdio(
  memory: MemOS,
  options: Omit<ServerSettings, 'calls'>,
  signal: AbortSignal,
): Promise<void> {
  // Nothing but the protocol may come out of standard output, whoever writes.
  globalThis.console = new Console(process.stderr, process.stderr);
  const calls = new OpenCalls();
  const settings = { ...options, calls };
  // The transport of the SDK closes with its input, and cancels what is open; this one has no end.
  const requests = process.stdin.pipe(new PassThrough(), { end: false });
  const handle = serveStdio(() => makeServer(memory, settings), {
    transport: new StdioServerTransport(requests, process.stdout),
    onerror: options.log,
  });
  const timeoutMs = await Promise.race([
    clientHungUp().then(() => hungUpTimeoutMs),
    aborted(signal).then(() => drainTimeoutMs),
  ]);
  await afterPendingWork(); // what was read last has to become a call
  await calls.stop(timeoutMs);
  if (calls.count > 0)
    console.error(`Calls that took too long when this ended were cancelled: ${calls.count}`);
  await handle.close(); // it cancels what is still open
  process.stdin.destroy();
}

async function clientHungUp(): Promise<void> {
  const { stdin } = process;
  if (stdin.readableEnded || stdin.destroyed) return;
  await Promise.race([once(stdin, 'end'), once(stdin, 'close')]);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
