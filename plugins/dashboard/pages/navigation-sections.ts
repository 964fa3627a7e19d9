import type { collections } from 'perf-harness/plugin';

/** Texts of the pages that the navigation leads to, by the first part of their addresses, in its order. */
export type NavigationSections = Readonly<Record<string, collections.CollectionLabels>>;

/** Pages of the core, then of collections that plugins bring. */
export function listNavigationSections(
  stored: ReadonlyMap<string, collections.OpenCollection>,
): NavigationSections {
  const brought = [...stored].flatMap(([name, { words }]) =>
    words === null ? [] : [[name, words] as const],
  );
  return { ...OF_CORE, ...Object.fromEntries(brought) };
}

export function findSectionTexts(
  sections: NavigationSections,
  section: string,
): collections.CollectionLabels {
  const words = sections[section];
  if (words === undefined) throw new TypeError(`there is no section ${section}`);
  return words;
}

const OF_CORE: NavigationSections = {
  runs: {
    title: 'Runs',
    nouns: ['run', 'runs'],
    about: 'Measured runs, newest first.',
    none: 'Nothing has been measured yet.',
    purpose: 'run a measurement',
    command: 'perf-harness run',
  },
  comparisons: {
    title: 'Comparisons',
    nouns: ['comparison', 'comparisons'],
    about:
      'Two versions measured side by side. Explained changes include a differential flame graph.',
    none: 'Nothing has been compared yet.',
    purpose: 'compare the working tree with a branch',
    command: 'perf-harness compare main',
  },
  gates: {
    title: 'Gates',
    nouns: ['gate', 'gates'],
    about: 'Verdicts on budgets and changes together. Shows the 20 newest gates.',
    none: 'No gate has been run yet.',
    purpose: 'check the working tree',
    command: 'perf-harness gate',
  },
  bisections: {
    title: 'Bisections',
    nouns: ['bisection', 'bisections'],
    about: 'The commit, package or variable that caused a change. Shows the 20 newest bisections.',
    none: 'Nothing has been bisected yet.',
    purpose: 'find the commit that made a scenario slower',
    command: 'perf-harness bisect v1.0.0 HEAD sort',
  },
  profiles: {
    title: 'Profiles',
    nouns: ['profile', 'profiles'],
    about:
      'Where the time goes, with flame graphs and differences between two profiles. Shows the 50 newest profiles.',
    none: 'Nothing has been profiled yet.',
    purpose: 'see where the time of a scenario goes',
    command: 'perf-harness profile sort',
  },
  maps: {
    title: 'Maps',
    nouns: ['performance map', 'performance maps'],
    about: 'Step-by-step profiles of an operation, including queries and services.',
    none: 'There is no performance map yet.',
    purpose: 'map where the time of an operation goes',
    command: 'perf-harness profile sort',
  },
  capacities: {
    title: 'Capacity',
    nouns: ['capacity search', 'capacity searches'],
    about:
      'How much load a server can take before it exceeds a limit. Shows the 50 newest capacity searches.',
    none: 'No capacity search has been run yet.',
    purpose: 'find how much load a server can take',
    command: 'perf-harness run http://127.0.0.1:3000/ --find-capacity',
  },
  budgets: {
    title: 'Budgets',
    nouns: ['scenario with budgets', 'scenarios with budgets'],
    about: 'Result of each budget in the newest run of its scenario.',
    none: 'No measured scenario has a budget.',
    purpose: "check a scenario against limits (first add budgets: { wall_time: '< 2 ms' } to it)",
    command: 'perf-harness run',
  },
};
