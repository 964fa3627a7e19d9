import type { ProcessFacts } from './process-reader.ts';

/** Node's own (Node.js, `--inspect-port`). */
const DEFAULT_PORT = 9_229;

/** Flags whose value is the next argument. */
const WITH_VALUE = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions)$/;

/** Returns the arguments between program and script of a Node.js command line. */
export function extractNodeFlags([, ...args]: readonly string[]): readonly string[] {
  const end = args.findIndex(
    (arg, index) => !arg.startsWith('-') && !WITH_VALUE.test(args[index - 1] ?? ''),
  );
  return end < 0 ? args : args.slice(0, end);
}

/** Returns the port of the inspector, open or not, by the flags that Node.js was started with. */
export function findInspectorPort(
  flags: readonly string[],
): Pick<ProcessFacts, 'inspectorPort' | 'isInspectorAsked'> {
  let inspectorPort = DEFAULT_PORT;
  let isInspectorAsked = false;
  for (const flag of flags) {
    const found = /^--(?<name>inspect(?:-brk|-wait|-port)?|debug-port)(?:=(?<place>.*))?$/.exec(
      flag,
    );
    if (found?.groups === undefined) continue;
    const { name = '', place = '' } = found.groups;
    if (/^inspect(-brk|-wait)?$/.test(name)) isInspectorAsked = true;
    // A host without a port leaves it as it is.
    const port = /(?:^|:)(?<port>\d+)$/.exec(place)?.groups?.port;
    if (port !== undefined) inspectorPort = Number(port);
  }
  return { inspectorPort, isInspectorAsked };
}
