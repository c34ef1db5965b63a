import { MemosGraphError } from '../../errors/memos-graph-error.ts';
import { type Health, shownCounts } from '../../memos/health.ts';
import { MemOS } from '../../memos/memos.ts';
import { type ClientFinding, commandLine, examineClients } from '../clients/known-entry.ts';
import { exitCodes } from '../exit-code.ts';
import type { Answer, GlobalOptions, Invocation } from '../invocation.ts';
import { lacksPassword, type Setting, settingsOf } from '../settings.ts';
import { type Field, fieldLines } from '../text/memory-text.ts';
import { block, type Page } from '../text/page.ts';
import { schemaApply, versionText } from './schema.ts';

/** Something that is wrong, and the command that mends it, where one does. */
interface Problem {
  readonly sentence: string;
  readonly mend?: string;
}

interface Examination {
  readonly ok: boolean;
  readonly health?: Health;
  readonly settings: readonly Setting[];
  /** What MCP clients of this user have of us. */
  readonly clients: readonly Omit<ClientFinding, 'problems'>[];
  readonly problems: readonly Problem[];
}

export async function doctor(invocation: Invocation): Promise<Answer> {
  const settings = settingsOf(process.env);
  const { health, failure } = await examine(invocation);
  const found = examineClients();
  const problems: readonly Problem[] = [
    ...problemsOf(health, invocation.options),
    ...(failure === undefined ? [] : [failure]),
    ...found.flatMap((client) => client.problems),
  ];
  const examination: Examination = {
    ok: problems.length === 0,
    ...(health === undefined ? {} : { health }),
    settings,
    clients: found.map(({ problems: _told, ...client }) => client),
    problems,
  };
  return {
    json: examination,
    text: (page) => examinationLines(page, examination),
    exitCode: problems.length === 0 ? exitCodes.ok : exitCodes.failed,
  };
}

/** A memory that cannot be opened is what a doctor is for, so its failure is a finding. */
async function examine({
  makeAdapter,
  options,
  signal,
}: Invocation): Promise<{ health?: Health; failure?: Problem }> {
  try {
    return { health: await new MemOS(await makeAdapter()).health({ signal }) };
  } catch (error) {
    if (!MemosGraphError.isInstance(error) || error.code === 'ABORTED') throw error;
    const mend = mendOf(error.code, options);
    return { failure: { sentence: error.message, ...(mend === undefined ? {} : { mend }) } };
  }
}

const mends: Readonly<Partial<Record<MemosGraphError['code'], string>>> = {
  SCHEMA_NEWER: 'npm install memos-graph@latest',
  SQLITE_UNAVAILABLE: 'npm install @photostructure/sqlite@1.2.1',
};

function mendOf(code: MemosGraphError['code'], options: GlobalOptions): string | undefined {
  if (code === 'SCHEMA_MISSING') return schemaApply(options);
  return code === 'DATABASE_REFUSED' && lacksPassword() ? 'export NEO4J_PASSWORD=…' : mends[code];
}

/** What the engine finds, and what is wrong with the schema, which one command mends. */
function problemsOf(health: Health | undefined, options: GlobalOptions): readonly Problem[] {
  if (health === undefined) return [];
  const { problems, schema } = health;
  return [...new Set([...schema.problems, ...problems])].map((sentence) =>
    schema.problems.includes(sentence) ? { sentence, mend: schemaApply(options) } : { sentence },
  );
}

function examinationLines(page: Page, examination: Examination): readonly string[] {
  const { health, settings, clients, problems } = examination;
  return [
    ...(health === undefined ? [] : fieldLines(page, healthFields(health))),
    ...(health === undefined ? [] : ['']),
    'Environment',
    ...settings.flatMap(({ name, state, note }) => {
      const told = note === undefined ? state : `${state}; ${note}`;
      return block(page, told, { indent: 25, label: `  ${name}`, labelStyle: 'gray' });
    }),
    '',
    'MCP clients',
    ...clients.flatMap((client) => clientLines(page, client)),
    '',
    ...problemLines(page, problems),
    ...adviceLines(page, health?.advice ?? []),
  ];
}

function clientLines(
  page: Page,
  { client, title, servers }: Examination['clients'][number],
): readonly string[] {
  const texts = serversTexts(client, servers);
  return texts.flatMap((text, index) =>
    block(page, text, {
      indent: 25,
      label: index === 0 ? `  ${title}` : '',
      labelStyle: 'gray',
    }),
  );
}

function serversTexts(
  client: ClientFinding['client'],
  servers: ClientFinding['servers'],
): readonly string[] {
  if (servers === undefined) return ['its settings cannot be read'];
  if (servers.length === 0) return [`not set up; memos-graph install --client ${client}`];
  return servers.map(({ name, command, args }) => `${name}: ${commandLine([command, ...args])}`);
}

/** What could be better; neither a server as it comes nor a memory of an older release is wrong. */
function adviceLines(page: Page, advice: readonly string[]): readonly string[] {
  const lines = advice.flatMap((sentence) => block(page, sentence, { indent: 2, label: '-' }));
  return lines.length === 0 ? [] : ['', 'Could be better', ...lines];
}

function healthFields({
  engine,
  version,
  location,
  space,
  schema,
  latencyMs,
  counts,
}: Health): readonly Field[] {
  return [
    ['engine', `${engine} ${version}`],
    ['location', location],
    ['space', space],
    ['schema', versionText(schema)],
    ['holds', counts === undefined ? undefined : countsText(counts)],
    ['latency', `${latencyMs.toFixed(1)} ms for the smallest read`],
  ];
}

const plurals: Readonly<Record<string, string>> = {
  entity: 'entities',
  alias: 'aliases',
  knowledge: 'knowledge records',
};

function countsText({ nodes, links }: NonNullable<Health['counts']>): string {
  const counted = Object.entries({ ...shownCounts(nodes), link: links }).map(([kind, count]) =>
    count === 1 ? `1 ${kind}` : `${count} ${plurals[kind] ?? `${kind}s`}`,
  );
  return counted.join(', ');
}

function problemLines(page: Page, problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return ['No problems were found'];
  return problems.flatMap(({ sentence, mend }, index) => {
    // Several problems in a row that one command mends show it once.
    const isLast = mend !== undefined && mend !== problems[index + 1]?.mend;
    return [
      ...block(page, sentence, { indent: 2, label: '!', labelStyle: 'red' }),
      ...(isLast ? block(page, mend, { indent: 4, label: '  $' }) : []),
    ];
  });
}
