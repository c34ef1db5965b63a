import { exitCodes } from '../exit-code.ts';
import { importCommits } from '../import/import-commits.ts';
import { type ImportedDecisions, importDecisions } from '../import/import-decisions.ts';
import type { Tally } from '../import/tally.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';
import { visible } from '../text/visible.ts';

/** Takes in the commits and the decision records of a checkout; running it again changes nothing. */
export async function importGit(
  { openMemory, signal, terminal }: Invocation,
  folder: string,
): Promise<Answer> {
  const memory = await openMemory();
  const commits = await importCommits(memory, folder, {
    signal,
    onProgress: (done) => terminal.progress(`${done} commits`),
  });
  const decisions = await importDecisions(memory, folder, { signal });
  const isUnchanged = commits.created + decisions.created === 0;
  return {
    json: { commits, decisions, unchanged: isUnchanged },
    text: (page) =>
      fieldLines(page, [
        [
          isUnchanged ? 'Unchanged' : 'Imported',
          isUnchanged ? `nothing is new in ${folder}` : folder,
        ],
        ['commits', tallyText(commits)],
        ['decisions', tallyText(decisions)],
      ]),
    notes: notesOf(commits, decisions),
    exitCode: exitCodeFor([...commits.refused, ...decisions.refused]),
  };
}

function tallyText({ created, known, refused }: Tally): string {
  const text = `${created} new, ${known} known already`;
  return refused.length === 0 ? text : `${text}, ${refused.length} refused`;
}

const notesShown = 10;

function notesOf(commits: Tally, { refused, skipped }: ImportedDecisions): readonly string[] {
  const reasons = [...commits.refused, ...refused].map(({ reason }) => reason);
  const shown = reasons.length > notesShown ? [`and ${reasons.length - notesShown} more`] : [];
  return [
    ...reasons.slice(0, notesShown),
    ...shown,
    ...skipped.map((name) => `docs/decisions/${name} is not a decision record; skipped`),
  ].map(visible);
}

/** A record that was edited after it was taken in contradicts what is stored. */
function exitCodeFor(refused: Tally['refused']): number {
  if (refused.length === 0) return exitCodes.ok;
  return refused.every(({ code }) => code === 'ID_CONFLICT')
    ? exitCodes.conflict
    : exitCodes.failed;
}
