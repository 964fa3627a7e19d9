import type { Host } from '../../harness/host.ts';
import type { OutsideCalls, RecordedInput } from '../../profilers/calls/outside-call.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';

const MAY_HAVE_FUNCTION = /=>|\bfunction\b/u;
/** Names that recorded sources use for exports and for the folder of the project. */
const IS_REFERENCE = /^perfHarness[A-Z]/u;
const REASON = 'a function that uses names of the tests';

/**
 * Leaves out inputs with functions whose text uses names that a scenario does not have: imports and
 * variables of the tests.
 */
export async function leaveOutDependentFunctions<Observed extends OutsideCalls>(
  host: Host,
  functions: readonly Observed[],
): Promise<readonly Observed[]> {
  const sourcesOf = ({ source, subject }: RecordedInput) => [source, subject ?? ''];
  const needsCheck = (input: RecordedInput): boolean =>
    sourcesOf(input).some((source) => MAY_HAVE_FUNCTION.test(source));
  if (!functions.some(({ inputs }) => inputs.some(needsCheck))) return functions;
  const { loadParser, nodesOf, readBindings } = await loadSourceAnalysis();
  const { parse } = await loadParser(host);
  const isIndependent = (source: string): boolean => {
    const root = parse('JavaScript', `(${source})`).root();
    const bindings = readBindings({ root });
    return (
      bindings !== null &&
      nodesOf(root, 'identifier', 'shorthand_property_identifier').every((node) => {
        const name = node.text();
        return name in globalThis || IS_REFERENCE.test(name) || bindings.of(node) !== null;
      })
    );
  };
  return functions.map((observed) => {
    const inputs = observed.inputs.filter(
      (input) =>
        !needsCheck(input) ||
        sourcesOf(input).every((source) => source === '' || isIndependent(source)),
    );
    const left = observed.inputs.length - inputs.length;
    if (left === 0) return observed;
    return { ...observed, inputs, refused: { ...observed.refused, [REASON]: left } };
  });
}
