/** Flags of Node.js that slow a program down or make it behave otherwise, by their beginning. */
const FLAGS: readonly string[] = [
  '--inspect',
  '--cpu-prof',
  '--heap-prof',
  '--prof',
  '--perf-prof',
  '--perf-basic-prof',
  '--trace-',
  '--experimental-test-coverage',
  '--test-coverage',
  '--heapsnapshot-',
  '--track-heap-objects',
  '--jitless',
  '--no-opt',
  '--no-turbofan',
  '--max-opt',
  '--interpreted-frames-native-stack',
];

/** Flags with such a prefix that only affect output. */
const HARMLESS = /^--trace-(?:warnings|deprecation|exit|uncaught|sigint|env|require-module)/;

/** The flags among these that disturb measuring. */
export function disturbingFlags(flags: readonly string[]): readonly string[] {
  return flags.filter(
    (flag) => FLAGS.some((start) => flag.startsWith(start)) && !HARMLESS.test(flag),
  );
}

/** Returns the settings of an environment that disturb every Node.js started with it. */
export function disturbingVariables(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const options = disturbingFlags((env.NODE_OPTIONS ?? '').split(/\s+/));
  const coverage = env.NODE_V8_COVERAGE;
  return [
    ...options.map((flag) => `${flag} in NODE_OPTIONS`),
    ...(coverage === undefined || coverage === '' ? [] : ['NODE_V8_COVERAGE']),
  ];
}
