import { catalog } from '../../src/surface/catalog.ts';
import type { Offer } from '../../src/surface/offer.ts';

const effects = { read: 'reads', write: 'writes', destructive: 'removes' } as const;

/** The catalog as a table of a page; `nameOf` says what an offer is called there. */
export function catalogTable(nameOf: (offer: Offer) => string): string {
  const rows = catalog.map((offer) => {
    const { summary, access, needs } = offer;
    const condition = needs === undefined ? '' : ' (with `--allow-cypher`)';
    return `| \`${nameOf(offer)}\` | ${effects[access]} | ${summary}${condition} |`;
  });
  return ['| name | effect | what it does |', '|---|---|---|', ...rows].join('\n');
}
