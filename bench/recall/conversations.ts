import * as z from 'zod';

import { type Asked, type Collection, type Item, readData } from './collection.ts';

const turn = z.object({
  dia_id: z.string(),
  speaker: z.string(),
  text: z.string(),
  blip_caption: z.string().optional(),
});

const file = z.array(
  z.object({
    sample_id: z.string(),
    conversation: z.record(z.string(), z.union([z.string(), z.array(turn)])),
    qa: z.array(
      z.object({
        question: z.string(),
        category: z.number(),
        evidence: z.array(z.string()).default([]),
      }),
    ),
  }),
);

type Sample = z.output<typeof file>[number];

const secondsBetweenTurns = 30;

/**
 * LoCoMo (Maharana et al., 2024): ten conversations of months, each turn a memory with its speaker, day and session; a picture is its
 * caption. Questions without evidence are left out, as is evidence that names no turn.
 */
export const readConversations = (folder: string): readonly Collection[] =>
  readData(folder, 'locomo10.json', file).map(collectionOf);

function collectionOf(sample: Sample): Collection {
  const items = itemsOf(sample);
  const ids = new Set(items.map(({ id }) => id));
  const asked = sample.qa.map(({ question, category, evidence }): Asked => {
    const turns = evidence.flatMap(turnIds).filter((id) => ids.has(id));
    return { text: question, category: String(category), relevant: new Set(turns) };
  });
  return {
    name: sample.sample_id,
    items,
    asked: asked.filter(({ relevant }) => relevant.size > 0),
    now: items.at(-1)?.occurredAt ?? '',
  };
}

function itemsOf({ conversation }: Sample): readonly Item[] {
  const items: Item[] = [];
  for (let number = 1; ; number += 1) {
    const turns = conversation[`session_${number}`];
    const began = conversation[`session_${number}_date_time`];
    if (!Array.isArray(turns) || typeof began !== 'string') return items;
    const start = Date.parse(dateOf(began));
    for (const [place, { dia_id, speaker, text, blip_caption }] of turns.entries()) {
      items.push({
        id: dia_id,
        content: blip_caption === undefined ? text : `${text} ${blip_caption}`,
        speaker,
        occurredAt: new Date(start + place * secondsBetweenTurns * 1000).toISOString(),
        session: `session-${number}`,
        entities: [],
      });
    }
  }
}

/** `1:56 pm on 8 May, 2023`, taken for UTC. */
function dateOf(text: string): string {
  const [, hour = '', minute = '', half = '', date = ''] =
    /^(\d+):(\d+) ([ap]m) on (.+)$/.exec(text) ?? [];
  return `${date} ${hour}:${minute} ${half} UTC`;
}

/** Evidence is written `D1:3`, now and then as `D8:6; D9:17`, `D:11:26` or `D30:05`. */
const turnIds = (text: string): readonly string[] =>
  [...text.matchAll(/D:?(\d+):0*(\d+)/g)].map(([, session, place]) => `D${session}:${place}`);
