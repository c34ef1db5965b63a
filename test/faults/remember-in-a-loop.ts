// Run as a child process: remembers until it is killed, and prints the id of each memory after it was acknowledged.
import { openMemory } from 'memos-graph';

const {
  MEMORY_URL: url = '',
  MEMORY_SPACE: space = '',
  MEMORY_PASSWORD: password = '',
} = process.env;
const memory = await openMemory({
  url,
  space,
  migrate: true,
  warm: false,
  ...(password === '' ? {} : { password }),
});

await memory.remember('The first of all', { id: 'root' });
process.stdout.write('ready\n');

async function writer(name: string): Promise<never> {
  for (let index = 0; ; index += 1) {
    const id = `${name}-${index}`;
    await memory.remember(`Memory ${id} marked word${name}x${index}`, {
      id,
      entities: ['Everyone', `Person ${index % 10}`],
      links: [
        { type: 'LEADS_TO', from: 'root' },
        { type: 'MY_OWN', to: 'root' },
      ],
    });
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(writer));
