import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { Imported } from '../../harness/model/imported-run.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import { shortCommit } from '../../harness/model/short-commit.ts';
import type { TableBlock } from '../format-independent-report-view.ts';
import { formatQuantity } from '../format-quantity.ts';
import { printableTexts } from '../text/printable-text.ts';

type Origin = Pick<RunRecord, 'environment' | 'imported'>;

interface NamedEnvironment {
  readonly name: string;
  readonly origin: Origin;
}

/**
 * Builds a table of machine, runtime and code, with a column for each environment and differing
 * rows highlighted. In files only.
 */
export function environmentBlock(columns: readonly NamedEnvironment[]): TableBlock {
  const facts = columns.map(({ origin }) => factsOf(origin));
  const names = [...new Set(facts.flatMap((column) => Object.keys(column)))];
  return {
    type: 'table',
    weight: 'file',
    isFolded: true,
    inTerminal: [],
    title: 'Measured on',
    noun: 'fact',
    columns: [{ title: '' }, ...columns.map(({ name }) => ({ title: name }))],
    rows: names.map((name) => {
      const values = facts.map((column) => column[name] ?? '');
      const differs = new Set(values).size > 1;
      return [
        differs ? `${name} ≠` : name,
        ...values.map((text) => ({
          text,
          tone: differs ? ('strong' as const) : ('plain' as const),
        })),
      ];
    }),
  };
}

type Facts = Readonly<Record<string, string>>;

function factsOf({ environment, imported }: Origin): Facts {
  return {
    ...(imported !== undefined && importFacts(imported)),
    ...(environment !== null && environmentFacts(environment)),
  };
}

function importFacts({ tool, version, files, machine, runtime }: Imported): Facts {
  return printableTexts({
    'measured by': version === null ? tool : `${tool} ${version}`,
    files: files.join(', '),
    machine: machine ?? 'unknown',
    runtime: runtime ?? 'unknown',
  });
}

function environmentFacts({ machine, runtime, harness, git, ci }: Environment): Facts {
  const virtual = machine.virtual === true ? ', virtual' : '';
  const branch = git === null || git.branch === null ? '' : ` on ${git.branch}`;
  return printableTexts({
    machine: `${machine.hostname} (${machine.id})`,
    processor: `${machine.cpuModel}, ${machine.cpuCount} CPUs${virtual}`,
    memory: formatQuantity(machine.memoryBytes, 'B', 3),
    system: `${machine.platform} ${machine.release} ${machine.arch}`,
    'Node.js': `${runtime.node} (V8 ${runtime.v8})`,
    'perf-harness': harness.version,
    ...(git !== null && {
      commit: `${shortCommit(git.commit)}${branch}${git.dirty ? ', uncommitted changes' : ''}`,
    }),
    ...(ci !== null && { CI: ci }),
  });
}

/** Environments that are not the same, each once. */
export function distinctEnvironments(origins: readonly Origin[]): readonly NamedEnvironment[] {
  const distinct = new Map(
    origins.map((origin) => [JSON.stringify(factsOf(origin)), origin] as const),
  );
  return [...distinct.values()].map((origin, index) => ({
    name: distinct.size === 1 ? 'all records' : `${index + 1}`,
    origin,
  }));
}
