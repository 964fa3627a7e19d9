/** Names of reads by key, unless `MORE` matches as well. */
const READING = /^(?:get|find|load|read|lookup|resolve|fetch)(?:[A-Z]|$)/u;
const MORE =
  /(?:And|Or)[A-Z]|Create|Update|Delete|Save|Store|Write|Next|Lock|Token|Random|Stream|Cursor/u;

/** True if the name of a function says that it only reads something. */
export function isReadFunctionName(name: string): boolean {
  return READING.test(name) && !MORE.test(name);
}
