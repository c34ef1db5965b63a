/** What a client may send, by the tag of its structure. */
const requests = {
  0x01: 'HELLO',
  0x02: 'GOODBYE',
  0x0f: 'RESET',
  0x10: 'RUN',
  0x11: 'BEGIN',
  0x12: 'COMMIT',
  0x13: 'ROLLBACK',
  0x2f: 'DISCARD',
  0x3f: 'PULL',
  0x54: 'TELEMETRY',
  0x66: 'ROUTE',
  0x6a: 'LOGON',
  0x6b: 'LOGOFF',
} as const;

const answers = {
  0x70: 'SUCCESS',
  0x71: 'RECORD',
  0x7e: 'IGNORED',
  0x7f: 'FAILURE',
} as const;

export type RequestName = (typeof requests)[keyof typeof requests];
export type AnswerName = (typeof answers)[keyof typeof answers];

export const requestName = (payload: Buffer): RequestName => nameOf(payload, requests);
export const answerName = (payload: Buffer): AnswerName => nameOf(payload, answers);

/** A structure begins with a byte that says how many fields it has; the next one says which it is. */
function nameOf<Name extends string>(payload: Buffer, names: Readonly<Record<number, Name>>): Name {
  const name = names[payload[1] ?? 0];
  if (name === undefined)
    throw new Error(`Not a message of Bolt: ${payload.subarray(0, 2).toString('hex')}`);
  return name;
}

/** What comes before the first statement of a connection. */
export const isSetUp = (name: RequestName): boolean =>
  name === 'HELLO' || name === 'LOGON' || name === 'LOGOFF';

const readMode = packed('mode', [0x81, 0x72]); // "r"
const more = packed('has_more', [0xc3]); // true

/** Whether a RUN or BEGIN says that it only reads. */
export const isInReadMode = (payload: Buffer): boolean => payload.includes(readMode);

/** Whether the answer to a PULL says that there are more rows to be pulled. */
export const hasMore = (payload: Buffer): boolean => payload.includes(more);

/** An entry of a map as PackStream writes it; a short key begins with a byte that holds its length. */
function packed(key: string, value: readonly number[]): Buffer {
  return Buffer.from([0x80 + key.length, ...Buffer.from(key), ...value]);
}

/** A message as it travels, in one chunk. */
const inChunk = (payload: Buffer): Buffer => {
  const header = Buffer.alloc(2);
  header.writeUInt16BE(payload.length);
  return Buffer.concat([header, payload, Buffer.of(0, 0)]);
};

/** A short text as PackStream writes it. */
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.of(0xd0, Buffer.byteLength(value)), Buffer.from(value)]);

/** What a server answers that refuses the first of so many requests; to the others it answers that it has ignored them. */
export function refusal(code: string, requestCount: number): Buffer {
  const told = {
    code, // until Bolt 5.6
    neo4j_code: code,
    message: 'Refused',
    gql_status: '50N42',
    description: 'Refused',
  };
  const entries = Object.entries(told).flat();
  const failure = Buffer.concat([Buffer.of(0xb1, 0x7f, 0xa5), ...entries.map(text)]);
  const ignored = Buffer.of(0xb0, 0x7e);
  const others = Array.from({ length: requestCount - 1 }, () => inChunk(ignored));
  return Buffer.concat([inChunk(failure), ...others]);
}
