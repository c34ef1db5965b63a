/** Leaves out what was not given: for the library, absent is not the same as undefined. */
export function given<Value extends object>(
  values: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  }; // entries of a typed object, filtered
}
