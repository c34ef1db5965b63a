import { noteOf, openEngine, write } from '../engine-files.ts';

// Writes notes one after another and prints the id of each that was acknowledged.
const [file = '', prefix = '', count = '0'] = process.argv.slice(2);

await using engine = openEngine(file, { busyTimeoutMs: 30_000 });
for (let index = 0; index < Number(count); index += 1) {
  const id = `${prefix}-${index}`;
  await write(engine, noteOf(id, `the note ${id}`, ['Everyone', `Person ${prefix}`]));
  process.stdout.write(`${id}\n`);
}
