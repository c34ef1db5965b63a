/** What a text may tell besides its words, read from its form alone. English, like the questions that ask for it. */
export type Told = 'time' | 'place' | 'number';

const time =
  /\b(?:yesterday|today|tonight|tomorrow|last|next|ago|weeks?|months?|years?|days?|morning|evening|night|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|since|recently|soon|\d{4}|\d{1,2}(?:st|nd|rd|th))\b/i;
const number =
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|dozen|once|twice|few|couple)\b/i;
const place =
  /\b(?:in|at|to|from|near)\s+(?:the\s+)?[A-Z]|\b(?:park|beach|city|country|museum|restaurant|school|home|store|mountains?|lake|studio|gym)\b/;

const forms: Readonly<Record<Told, RegExp>> = { time, place, number };

export const tells = (text: string, told: Told): boolean => forms[told].test(text);
