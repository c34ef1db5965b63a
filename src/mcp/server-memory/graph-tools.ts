import * as z from 'zod';

import type { CallLimits } from '../../engine/engine.ts';
import type { KnowledgeGraph } from '../../memos/knowledge-graph.ts';

/** One of the nine tools of the reference memory server, `@modelcontextprotocol/server-memory`; every text is part of its interface. */
export interface GraphTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: 'create' | 'delete' | 'read';
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly run: (graph: KnowledgeGraph, input: unknown, limits: CallLimits) => Promise<GraphAnswer>;
}

interface GraphAnswer {
  /** Shown as text: a sentence as it is, anything else as JSON. */
  readonly shown: unknown;
  readonly structured: Readonly<Record<string, unknown>>;
}

const entity = z.object({
  name: z.string().describe('The name of the entity'),
  entityType: z.string().describe('The type of the entity'),
  observations: z
    .array(z.string())
    .describe('An array of observation contents associated with the entity'),
});

const relation = z.object({
  from: z.string().describe('The name of the entity where the relation starts'),
  to: z.string().describe('The name of the entity where the relation ends'),
  relationType: z.string().describe('The type of the relation'),
});

const graphOutput = z.object({ entities: z.array(entity), relations: z.array(relation) });
const deletedOutput = z.object({ success: z.boolean(), message: z.string() });

const shown = (structured: object): GraphAnswer => ({
  shown: structured,
  structured: { ...structured },
});

const deleted = (message: string): GraphAnswer => ({
  shown: message,
  structured: { success: true, message },
});

export const graphTools: readonly GraphTool[] = [
  defineTool({
    name: 'create_entities',
    title: 'Create Entities',
    description: 'Create multiple new entities in the knowledge graph',
    access: 'create',
    input: z.object({ entities: z.array(entity) }),
    output: z.object({ entities: z.array(entity) }),
    run: async (graph, { entities: given }, limits) => {
      const entities = await graph.createEntities(given, limits);
      return { shown: entities, structured: { entities } };
    },
  }),
  defineTool({
    name: 'create_relations',
    title: 'Create Relations',
    description:
      'Create multiple new relations between entities in the knowledge graph. Relations should be in active voice',
    access: 'create',
    input: z.object({ relations: z.array(relation) }),
    output: z.object({ relations: z.array(relation) }),
    run: async (graph, { relations: given }, limits) => {
      const relations = await graph.createRelations(given, limits);
      return { shown: relations, structured: { relations } };
    },
  }),
  defineTool({
    name: 'add_observations',
    title: 'Add Observations',
    description: 'Add new observations to existing entities in the knowledge graph',
    access: 'create',
    input: z.object({
      observations: z.array(
        z.object({
          entityName: z.string().describe('The name of the entity to add the observations to'),
          contents: z.array(z.string()).describe('An array of observation contents to add'),
        }),
      ),
    }),
    output: z.object({
      results: z.array(
        z.object({ entityName: z.string(), addedObservations: z.array(z.string()) }),
      ),
    }),
    run: async (graph, { observations }, limits) => {
      const results = await graph.addObservations(observations, limits);
      return { shown: results, structured: { results } };
    },
  }),
  defineTool({
    name: 'delete_entities',
    title: 'Delete Entities',
    description: 'Delete multiple entities and their associated relations from the knowledge graph',
    access: 'delete',
    input: z.object({
      entityNames: z.array(z.string()).describe('An array of entity names to delete'),
    }),
    output: deletedOutput,
    run: async (graph, { entityNames }, limits) => {
      await graph.deleteEntities(entityNames, limits);
      return deleted('Entities deleted successfully');
    },
  }),
  defineTool({
    name: 'delete_observations',
    title: 'Delete Observations',
    description: 'Delete specific observations from entities in the knowledge graph',
    access: 'delete',
    input: z.object({
      deletions: z.array(
        z.object({
          entityName: z.string().describe('The name of the entity containing the observations'),
          observations: z.array(z.string()).describe('An array of observations to delete'),
        }),
      ),
    }),
    output: deletedOutput,
    run: async (graph, { deletions }, limits) => {
      await graph.deleteObservations(deletions, limits);
      return deleted('Observations deleted successfully');
    },
  }),
  defineTool({
    name: 'delete_relations',
    title: 'Delete Relations',
    description: 'Delete multiple relations from the knowledge graph',
    access: 'delete',
    input: z.object({
      relations: z.array(relation).describe('An array of relations to delete'),
    }),
    output: deletedOutput,
    run: async (graph, { relations }, limits) => {
      await graph.deleteRelations(relations, limits);
      return deleted('Relations deleted successfully');
    },
  }),
  defineTool({
    name: 'read_graph',
    title: 'Read Graph',
    description: 'Read the entire knowledge graph',
    access: 'read',
    input: z.object({}),
    output: graphOutput,
    run: async (graph, _input, limits) => shown(await graph.readGraph(limits)),
  }),
  defineTool({
    name: 'search_nodes',
    title: 'Search Nodes',
    description: 'Search for nodes in the knowledge graph based on a query',
    access: 'read',
    input: z.object({
      query: z
        .string()
        .describe('The search query to match against entity names, types, and observation content'),
    }),
    output: graphOutput,
    run: async (graph, { query }, limits) => shown(await graph.searchNodes(query, limits)),
  }),
  defineTool({
    name: 'open_nodes',
    title: 'Open Nodes',
    description: 'Open specific nodes in the knowledge graph by their names',
    access: 'read',
    input: z.object({
      names: z.array(z.string()).describe('An array of entity names to retrieve'),
    }),
    output: graphOutput,
    run: async (graph, { names }, limits) => shown(await graph.openNodes(names, limits)),
  }),
];

function defineTool<Input extends z.ZodType>(
  tool: Omit<GraphTool, 'input' | 'run'> & {
    readonly input: Input;
    readonly run: (
      graph: KnowledgeGraph,
      input: z.output<Input>,
      limits: CallLimits,
    ) => Promise<GraphAnswer>;
  },
): GraphTool {
  return tool as unknown as GraphTool; // the server runs it with what its own schema made of the input
}
