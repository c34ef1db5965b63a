/**
 * English words that say how a sentence is built, not what it is about. They are left out of the full-text field and of questions:
 * they match nearly every memory, and full text costs what its commonest word costs. `may` is not among them: it is a month.
 */
export const functionWords: ReadonlySet<string> = new Set(
  (
    'a an the this that these those there here such ' +
    'i me my mine you your yours he him his she her hers it its we us our ours they them their theirs ' +
    'who whom whose what which when where why how ' +
    'am is are was were be been being do does did doing done has have had having ' +
    'can could might must shall should will would ' +
    'and or nor but if then than so because while until as ' +
    'at by for from in into of off on onto to with without about through during before after between over under up down out ' +
    'again also any both each few more most no not only other own same some too very just ' +
    'dont doesnt didnt cant couldnt wont wouldnt shouldnt isnt arent wasnt werent hasnt havent hadnt im ive'
  ).split(' '),
);
