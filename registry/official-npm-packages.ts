/** A package that is not installed with perf-harness. */
interface OfficialPackage {
  readonly name: string;
  readonly purpose: string;
}

/** Packages of the plugins, and packages that they share. */
export const OFFICIAL_PACKAGES: readonly OfficialPackage[] = [
  {
    name: '@perf-harness/analysis',
    purpose: 'reads source code for profiles, performance maps and init',
  },
  { name: '@perf-harness/audit', purpose: 'perf-harness audit' },
  { name: '@perf-harness/investigate', purpose: 'perf-harness investigate' },
  { name: '@perf-harness/optimize', purpose: 'perf-harness optimize' },
  { name: '@perf-harness/team', purpose: 'perf-harness team' },
];
