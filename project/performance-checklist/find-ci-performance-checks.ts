import type { ChecklistEvidence } from '../../harness/model/documents/performance-checklist-document.ts';
import type { ProjectEvidence } from './performance-checklist-evidence-types.ts';

export interface CiPerformanceChecks {
  /** Lines with commands that fail on a broken budget. */
  readonly enforcing: readonly ChecklistEvidence[];
  /** Lines with commands that run so that they cannot fail. */
  readonly toothless: readonly ChecklistEvidence[];
}

const DIRECT = /\bperf-harness(?:@[\w.-]+)?\s+(gate|run)\b|\buses:\s*\S*perf-harness\S*/u;
const TOOTHLESS = /--report-only|\|\|\s*(?:true|:|exit 0)\b|continue-on-error:\s*true/u;
/** Start of the next step or job. */
const NEXT_STEP = /^\s*-\s|^\s{0,2}[\w-]+:\s*$/u;

/** Finds CI steps that run `perf-harness gate` or `run`, directly or through an npm script. */
export function findCiPerformanceChecks({
  ci,
  scripts,
}: Pick<ProjectEvidence, 'ci' | 'scripts'>): CiPerformanceChecks {
  const names = Object.entries(scripts).flatMap(([name, text]) =>
    DIRECT.test(text) ? [name] : [],
  );
  const enforcing: ChecklistEvidence[] = [];
  const toothless: ChecklistEvidence[] = [];
  for (const { file, text } of ci) {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^\s*#/u.test(line)) continue;
      const script = names.find((name) => runsScript(line, name));
      if (script === undefined && !DIRECT.test(line)) continue;
      const end = lines.findIndex((line, at) => at > index && NEXT_STEP.test(line));
      const step = lines.slice(index, end === -1 ? undefined : end).join('\n');
      const whole = script === undefined ? step : `${step}\n${scripts[script] ?? ''}`;
      const isToothless = TOOTHLESS.test(whole);
      const shown = { file, line: index + 1, text: shownAs(line, script, isToothless) };
      (isToothless ? toothless : enforcing).push(shown);
    }
  }
  return { enforcing, toothless };
}

function runsScript(line: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(
    `\\b(?:npm|pnpm|yarn|bun)\\s+(?:run(?:-script)?\\s+)?(?:-\\S+\\s+)*${escaped}(?![\\w:-])`,
    'u',
  ).test(line);
}

function shownAs(line: string, script: string | undefined, isToothless: boolean): string {
  const what =
    script === undefined ? (DIRECT.exec(line)?.[0] ?? 'perf-harness') : `the script ${script}`;
  return `CI runs ${what}${isToothless ? ', but ignores its result' : ''}`;
}
