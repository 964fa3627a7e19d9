/** Replacements, in this order: later patterns may match parts of earlier ones (SH8-08). */
const REPLACED: readonly (readonly [what: RegExp, by: string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<UUID>'],
  // ISO 8601, with a blank for the T as logs write it.
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\b/g, '<TS>'],
  [/\b\d{1,2}\/\d{1,2}\/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M\b)?/gi, '<TS>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<IP>'],
  // A part of a path that is no word: eight hexadecimal digits or more.
  [/(?<=\/)[0-9a-f]{8,}(?![\w-])/gi, '<ID>'],
  // With its unit, which stays: 30000ms.
  [/(?<![\w.])\d{3,}(?:\.\d+)?(?=(?:[nuµm]?s|min|h|[kMG]i?B|B|%)?(?![\w]))/g, '<N>'],
  [/\b(trace[-_ ]?id["']?\s*[=:]\s*["']?)[\w<>-]+/gi, '$1<TRACE>'],
];

/** Returns a message without ids, times, addresses, long numbers, to count equal messages. */
export function normaliseLogMessage(message: string): string {
  return REPLACED.reduce((text, [what, by]) => text.replace(what, by), message.trim());
}
