export interface VitestTask {
  /** `describe > test > bench`, its name in perf-harness. */
  readonly name: string;
  /** `describe > test`. */
  readonly test: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly samples: number;
  readonly totalMs: number;
}

export interface VitestReport {
  readonly tasks: readonly VitestTask[];
  readonly failures: readonly { readonly test: string; readonly message: string }[];
}

interface RawReport {
  readonly testResults?: readonly {
    readonly message?: string;
    readonly name?: string;
    readonly status?: string;
    readonly assertionResults?: readonly RawTest[];
  }[];
}

interface RawTest {
  readonly ancestorTitles?: readonly string[];
  readonly title?: string;
  readonly status?: string;
  readonly failureMessages?: readonly string[];
  readonly benchmarks?: readonly {
    readonly tasks?: readonly {
      readonly name: string;
      readonly latency?: { readonly p50?: number; readonly samplesCount?: number };
      readonly totalTime?: number;
      readonly fromStore?: boolean;
    }[];
  }[];
}

/** Separator between the parts of a name, as in vitest's own filter `-t`. */
export const TASK_NAME_SEPARATOR = ' > ';

/** Reads the report of `vitest --reporter=json`. @throws SyntaxError for text that is no JSON. */
export function readVitestReport(text: string): VitestReport {
  const report = JSON.parse(text) as RawReport;
  const files = report.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults ?? []);
  return {
    tasks: tests.flatMap(tasksOf),
    failures: [
      ...files.flatMap(({ message, name = '' }) => (message ? [{ test: name, message }] : [])),
      ...tests.flatMap((test) =>
        (test.failureMessages ?? []).map((message) => ({ test: testName(test), message })),
      ),
    ],
  };
}

function testName({ ancestorTitles = [], title = '' }: RawTest): string {
  return [...ancestorTitles, title].join(TASK_NAME_SEPARATOR);
}

function tasksOf(test: RawTest): readonly VitestTask[] {
  const name = testName(test);
  const tasks = (test.benchmarks ?? []).flatMap((benchmark) => benchmark.tasks ?? []);
  // Results that were read from a file were not measured now.
  return tasks
    .filter(({ fromStore }) => fromStore !== true)
    .map((task) => ({
      name: name + TASK_NAME_SEPARATOR + task.name,
      test: name,
      p50: task.latency?.p50 ?? Number.NaN,
      samples: task.latency?.samplesCount ?? 0,
      totalMs: task.totalTime ?? 0,
    }));
}
