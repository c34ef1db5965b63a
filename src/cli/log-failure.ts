/** Tells the log of a server, which is standard error, what its clients are not told. */
export function logFailure(error: unknown): void {
  const isDebugged = (process.env['MEMOS_GRAPH_DEBUG'] ?? '') !== '';
  console.error(error instanceof Error && !isDebugged ? error.message : error);
}
