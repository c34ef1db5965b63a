import { describe, expect, it } from 'vitest';

import { claimsIn, differ, type Said } from './claims.ts';

const at = '2026-04-01T00:00:00.000Z';

/** Pairs of which only one can hold. */
const contrary: readonly (readonly [string, string])[] = [
  ['The demo for Acme is on 4 May', 'The demo for Acme is now on 11 May.'],
  ['The review is on Monday', 'The review is on Tuesday'],
  ['The launch is scheduled for 2026-05-04', 'The launch is scheduled for 2026-06-04'],
  ['The demo has been moved to 11 May', 'The demo has been moved to 18 May'],
  ['The contract ends in May 2026', 'The contract ends in June 2026'],
  ['The shop opens at 9:00', 'The shop opens at 10:00'],
  ['Northwind charges 12 euros a sack', 'Northwind charges 15 euros a sack'],
  ['The tram depot has 38 trams', 'The tram depot has 40 trams'],
  ['The budget is 1,200 euros', 'The budget is 1500 euros'],
  ['The limit is 10 MB', 'The limit is 20 MB'],
  ['The trip takes three hours', 'The trip takes 4 hours'],
  ['Ada lives in Lisbon', 'Ada lives in Porto'],
  ['The server is located in Frankfurt', 'The server is located in Dublin'],
  ['The archive is kept in the Old Mill', 'The archive is kept in the Town Hall'],
  ['Ada works at Acme', 'Ada works at Globex'],
  ['The gate is locked', 'The gate is not locked'],
  ['The API supports tables', "The API doesn't support tables"],
  ['Ada can’t eat nuts', 'Ada can eat nuts'],
  ['Deploy on Fridays', 'Do not deploy on Fridays'],
  ['The mill is closed', 'The mill is no longer closed'],
  ['Ada never eats fish', 'Ada eats fish'],
  // Not found: the words differ, or the value has a form that is not read.
  ['The meeting is at noon', 'We meet at 3 pm'],
  ['The tram depot has 38 trams', 'The tram depot has forty trams'],
  ['Northwind supplies our flour', 'Harrow Mill supplies our flour'],
  ['There are 3 ovens in the kitchen', 'There are 4 ovens in the kitchen'],
];
const notFound = 4;

/** Pairs that both hold, or may. */
const compatible: readonly (readonly [string, string])[] = [
  ['Met Ada on 4 May', 'Met Ada on 11 May'],
  ['Sold 12 loaves', 'Sold 15 loaves'],
  ['The shop was open on 4 May', 'The shop was open on 5 May'],
  ['Invoice 12 is paid', 'Invoice 15 is not paid'],
  ['Room 4 has 12 seats', 'Room 5 has 15 seats'],
  ['Ada is interested in Jazz', 'Ada is interested in Rust'],
  ['Ada works in Berlin', 'Ada works in Germany'],
  ['Ada lives in Porto', 'Ada lives in Porto Covo'],
  ['The demo is on 4 May', 'The demo is on 4 May 2026'],
  ['The demo is on 4 May', 'The demo is at 9:00'],
  ['The price is 12 euros', 'The price is 12.00 euros'],
  ['The price is 12 euros', 'The price is 15 dollars'],
  ['Ada is 30 years old', 'Ada is 31 years old'],
  ['Is the gate locked?', 'The gate is not locked'],
  ['If it rains the gate is locked', 'If it rains the gate is not locked'],
  ['The gate is usually locked', 'The gate is not locked'],
  ['The gate might be locked', 'The gate is not locked'],
  ['The heating is on', 'The heating is off'],
  ['Ada has 2 cats', 'Ada has 3 dogs'],
  ['Ada has 2 cats', 'Bo has 3 cats'],
  ['About 40 people came', 'About 60 people came'],
  ['The talk takes about 20 minutes', 'The talk takes about 30 minutes'],
  ['At least 10 seats are free', 'At least 12 seats are free'],
  ['The parcel has not arrived', 'The parcel has arrived'],
  ['Ada did not call', 'Ada calls'],
  ['The gate is not only locked', 'The gate is locked'],
  ['The price is 10-12 euros', 'The price is 11 euros'],
  ['The market is on Mondays', 'The market is on Tuesdays'],
  ['She lives in Lisbon', 'She lives in Porto'],
  ['The next release is on 4 May', 'The next release is on 8 June'],
  ['The work is 50 % done', 'The work is 80 % done'],
  ['3 of 12 boxes are here', '5 of 12 boxes are here'],
  ['The gate is locked', 'The gate is locked'],
  ['Ada lives in Lisbon and Porto', 'Ada lives in Porto'],
  ['The shop opens at 9:00 on Monday', 'The shop opens at 10:00 on Tuesday'],
  ['The shop is open on Monday', 'The shop is open on Tuesday'],
  ['Ada has been to 3 fairs', 'Ada has been to 4 fairs'],
  ['I live in Lisbon', 'I live in Porto'],
];

const contradict = (a: string, b: string, said: Said = { at }): boolean =>
  claimsIn(a, said).some((one) =>
    claimsIn(b, said).some((other) => one.key === other.key && differ(one.value, other.value)),
  );

describe('claims', () => {
  it('contradict each other in 21 of 25 contrary pairs, and in none of 38 that may both hold', () => {
    const found = contrary.filter(([a, b]) => contradict(a, b));
    expect(contrary.slice(-notFound).filter(([a, b]) => contradict(a, b))).toEqual([]);
    expect(contrary.slice(0, -notFound).filter(([a, b]) => !contradict(a, b))).toEqual([]);
    const wrong = compatible.filter(([a, b]) => contradict(a, b));
    expect(wrong).toEqual([]);
    expect([found.length, contrary.length, compatible.length]).toEqual([21, 25, 38]);
  });

  it('do so in either order', () => {
    for (const [a, b] of [...contrary, ...compatible])
      expect(contradict(b, a)).toBe(contradict(a, b));
  });

  it('of a speaker are compared with those of the same', () => {
    const ada = { at, speaker: 'Ada' };
    expect(contradict('I live in Lisbon', 'I live in Porto', ada)).toBe(true);
    const mine = claimsIn('I live in Lisbon', ada).find(({ value }) => value.slot === 'place');
    const keys = claimsIn('I live in Porto', { at, speaker: 'Bo' }).map(({ key }) => key);
    expect(keys).not.toContain(mine?.key);
  });

  it('are read from any sentence of a text, of a very long text only at the beginning', () => {
    const story = 'We met. It rained! The gate is locked.\nNobody came.';
    expect(contradict(story, 'The gate is not locked')).toBe(true);
    expect(claimsIn('x is y. '.repeat(100_000), { at }).length).toBeLessThan(20);
    expect(claimsIn('a'.repeat(1_000_000), { at })).toEqual([]);
  });
});
