const greetingBytes = 20; // four of magic, four times four of versions
const versionBytes = 4;
const manifest = 0x00_00_01_ff;

/**
 * The bytes before the first message: the client proposes versions, the server picks one; or it answers with a manifest of all
 * that it knows, and the client picks.
 */
export class Handshake {
  #fromClient = Buffer.alloc(0);
  #fromServer = Buffer.alloc(0);
  #clientLength: number | undefined;
  #serverLength: number | undefined;

  /** Answers what of `data` comes after the handshake. */
  readClient(data: Buffer): Buffer {
    if (this.#clientLength !== undefined) return data;
    this.#fromClient = Buffer.concat([this.#fromClient, data]);
    this.#clientLength = this.#lengthFromClient();
    return after(this.#fromClient, this.#clientLength);
  }

  /** Answers what of `data` comes after the handshake. */
  readServer(data: Buffer): Buffer {
    if (this.#serverLength !== undefined) return data;
    this.#fromServer = Buffer.concat([this.#fromServer, data]);
    this.#serverLength = lengthFromServer(this.#fromServer);
    return after(this.#fromServer, this.#serverLength);
  }

  /** Nothing follows the greeting before the server has answered, so its answer is known by then. */
  #lengthFromClient(): number | undefined {
    if (this.#fromServer.length < versionBytes) return undefined;
    if (!isManifest(this.#fromServer)) return greetingBytes;
    return endOfNumber(this.#fromClient, greetingBytes + versionBytes);
  }
}

const isManifest = (answer: Buffer): boolean => answer.readUInt32BE() === manifest;

function lengthFromServer(answer: Buffer): number | undefined {
  if (answer.length < versionBytes) return undefined;
  if (!isManifest(answer)) return versionBytes;
  const endOfCount = endOfNumber(answer, versionBytes);
  if (endOfCount === undefined) return undefined;
  const versions = answer[versionBytes] ?? 0; // fewer than 128, so one byte holds the count
  return endOfNumber(answer, endOfCount + versions * versionBytes);
}

/** A number of variable length ends with the first byte whose highest bit is not set. */
function endOfNumber(bytes: Buffer, start: number): number | undefined {
  const last = bytes.findIndex((byte, index) => index >= start && byte < 0x80);
  return last === -1 ? undefined : last + 1;
}

const after = (bytes: Buffer, length: number | undefined): Buffer =>
  length === undefined ? Buffer.alloc(0) : bytes.subarray(length);
