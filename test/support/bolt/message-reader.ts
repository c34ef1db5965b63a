export interface Message {
  /** The message without the headers of its chunks. */
  readonly payload: Buffer;
  /** Where in the data that was read last the message begins; 0 when it began before. */
  readonly start: number;
}

const headerBytes = 2;

/** Puts the messages of one direction together from chunks, whatever pieces they arrive in. */
export class MessageReader {
  #header: number[] = [];
  #chunkLeft = 0;
  #chunks: Buffer[] = [];
  #start: number | undefined;

  /** Answers the messages that end within `data`. */
  read(data: Buffer): readonly Message[] {
    const messages: Message[] = [];
    this.#start = this.#start === undefined ? undefined : 0;
    for (let at = 0; at < data.length;) {
      if (this.#chunkLeft > 0) {
        const end = Math.min(data.length, at + this.#chunkLeft);
        this.#chunks.push(data.subarray(at, end));
        this.#chunkLeft -= end - at;
        at = end;
      } else {
        this.#start ??= at;
        this.#header.push(data[at] ?? 0);
        at += 1;
        messages.push(...this.#readHeader());
      }
    }
    return messages;
  }

  /** The length of the next chunk; an empty one ends the message, and without a message it only keeps the connection alive. */
  #readHeader(): readonly Message[] {
    if (this.#header.length < headerBytes) return [];
    this.#chunkLeft = Buffer.from(this.#header).readUInt16BE();
    this.#header = [];
    if (this.#chunkLeft > 0) return [];
    const message = { payload: Buffer.concat(this.#chunks), start: this.#start ?? 0 };
    this.#chunks = [];
    this.#start = undefined;
    return message.payload.length === 0 ? [] : [message];
  }
}
