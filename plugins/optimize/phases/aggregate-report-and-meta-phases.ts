import type { OptimizationMeta } from '../document/optimization-document.ts';
import { readHistory } from '../optimization-loop-state-store.ts';
import { hasAcceptedChange } from '../optimization-loop-state-updates.ts';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import { PHASES } from '../phase-transition-rules.ts';
import type { PhaseAction, RunContext } from '../phase-worker-interfaces.ts';
import {
  analyzePhases,
  checkRunCompleteness,
  findRunPatterns,
  metaSchema,
  type PhaseAnalysis,
} from '../report/analyze-phase-effectiveness-of-loop.ts';
import { buildLoopDocument } from '../report/build-optimization-loop-document.ts';
import { type LoopFacts, readLoopFacts } from '../report/read-loop-report-data.ts';

/** Phase 9: reports the total result of all cycles. */
export const aggregatePhase: PhaseAction = async (run, state) => {
  const { total } = await readLoopFacts(run, state);
  const { length } = state.cycles;
  run.tell(`${length} ${length === 1 ? 'cycle' : 'cycles'}: ${total.totalImprovementPct}% in all`);
  return { state, stop: null };
};

/** Phase 10: the report, as data and in every form passed to the loop. */
export const reportPhase: PhaseAction = async (run, state) => {
  writeReports(run, await readLoopFacts(run, state), null);
  return { state: { ...state, run: { ...state.run, reported: true } }, stop: null };
};

/** Phase 11: assesses the phases of this run, and patterns over several runs. */
export const metaPhase: PhaseAction = async (run, state) => {
  const loop = await readLoopFacts(run, state);
  const events = readHistory(run.host, run.paths.history);
  const failures = PHASES.flatMap((phase) =>
    events.filter(({ event }) => event === `${phase} failed`).map(() => phase),
  );
  const meta = analyzePhases({
    at: run.host.clock.now().toISOString(),
    slug: state.slug,
    cycles: loop.cycles,
    gains: loop.total.gains,
    overallGain: loop.total.totalImprovementPct,
    maxCycles: state.cycle_config.max_cycles,
    failures,
  });
  const writer = run.host.files.appendLines(run.paths.runs);
  writer.write(JSON.stringify({ ...meta, id: state.run.id }));
  writer.close();
  const flags = findRunPatterns(earlierRuns(run));
  const missing = checkRunCompleteness(loop, events).flatMap(({ isDone, what }) =>
    isDone ? [] : [what],
  );
  writeReports(run, loop, withFlags(meta, flags, missing));
  // A script created for the target guards what was gained; without a gain it is removed (SH8-07).
  if (!state.run.mode.plan_only && !hasAcceptedChange(state))
    run.host.files.remove(run.paths.profileScript);
  return { state, stop: null };
};

function withFlags(
  { at: _at, slug: _slug, failures: _failures, blind_spots: _spots, ...meta }: PhaseAnalysis,
  flags: readonly string[],
  missing: readonly string[],
): OptimizationMeta {
  return { ...meta, flags, not_done: missing };
}

function writeReports(
  { host: { clock, files }, paths, reports }: RunContext,
  loop: LoopFacts,
  meta: OptimizationMeta | null,
): void {
  const document = buildLoopDocument(loop, clock.now().toISOString(), meta);
  files.writeAtomic(paths.reportData, `${JSON.stringify(document, null, 1)}\n`);
  for (const { name, render } of reports) files.writeAtomic(paths.report(name), render(document));
}

/** Returns the analyses of all runs including this one, without duplicates after a kill. */
function earlierRuns({ host, paths }: RunContext): readonly PhaseAnalysis[] {
  const byId = new Map<string, PhaseAnalysis>();
  for (const line of (host.files.read(paths.runs) ?? '').split('\n')) {
    const parsed = metaSchema.loose().safeParse(parseJsonOrNull(line));
    if (parsed.success) byId.set(String(parsed.data.id), parsed.data);
  }
  return [...byId.values()];
}
