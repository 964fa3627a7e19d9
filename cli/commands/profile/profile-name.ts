/** What the names of profiles end in, so that one that is missing is not looked for as a scenario. */
const PROFILE_FILE =
  /\.(cpuprofile|heapprofile|json|txt|log|trace|raw|collapsed|folded|speedscope|pprof|prof|pb|perf|out|csv|har|jsonl|ndjson|svg)(\.\d+)?(\.gz)?$|\bcallgrind\.out\b/i;

/** Whether a word on the command line names a profile that somebody has taken. */
export function isProfileName(word: string): boolean {
  return PROFILE_FILE.test(word);
}
