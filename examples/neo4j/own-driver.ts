import { openMemory } from 'memos-graph';
import neo4j from 'neo4j-driver';

// A driver that your program has anyway: its address, its user, its encryption, its pool.
const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_PASSWORD = '' } = process.env;
await using driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic('neo4j', NEO4J_PASSWORD));

{
  await using memory = await openMemory({ driver, poolSize: 8, migrate: true });
  await memory.remember('The oven is serviced in May', { entities: ['oven'] });
  const { memories } = await memory.recall('oven');
  console.log(memories.map(({ content }) => content).join('\n'));
  console.log('connections at most', memory.adapter.metrics().connections?.limit);
}

// Closing the memory leaves your driver open.
await driver.verifyConnectivity();
console.log('the driver is still open');
