import type { SetIndicator, WrongToolEvidence } from '../../model/program/wrong-tool.ts';
import type { NormTable } from '../../model/scenario/norm.ts';
import { milliseconds, percent } from './format-number.ts';
import type { InfrastructureLimit } from './infrastructure-limit.ts';

/** Share of the time in a service from which on the code has no say (P811-40). */
const MOSTLY_EXTERNAL = 0.9;
/** Share of a step that may be done without, above which there is something to gain (P811-43). */
const WORTH_A_LOOK = 0.5;
/** Shares are quotients: 0.9 of 0.3 s is 0.8999999999999999 of it. */
const ROUNDING = 1e-9;

/** Every indicator that is set, in the order in which people are told. */
export function setIndicators(
  evidence: WrongToolEvidence,
  limit: InfrastructureLimit,
  norms: NormTable,
): readonly SetIndicator[] {
  return [
    externalService(evidence),
    infrastructureBound(limit),
    alreadyOptimized(evidence),
    withinNorm(evidence, norms),
  ].filter((indicator) => indicator !== null);
}

function externalService({ external }: WrongToolEvidence): SetIndicator | null {
  if (external === null || external.share < MOSTLY_EXTERNAL - ROUNDING) return null;
  if (external.alternatives.length > 0) return null;
  const { service, ms, share } = external;
  return {
    id: 'external_service_no_alternative',
    message: `Bottleneck is ${service} latency (${milliseconds(ms)}ms). Recommend: negotiate SLA / switch provider / add cache layer.`,
    evidence: `${percent(share)} of the measured time is spent in ${service}, and no batch, cache or parallel way to ask it was found.`,
  };
}

function infrastructureBound(limit: InfrastructureLimit): SetIndicator | null {
  if (limit.state !== 'bound') return null;
  return {
    id: 'infrastructure_bound',
    message: `Bottleneck is infrastructure (${limit.detail}). Recommend: scaling / caching / CDN.`,
    evidence: `While the target was measured: ${limit.detail}.`,
  };
}

/** Without a scan nobody knows. */
function alreadyOptimized({ scan }: WrongToolEvidence): SetIndicator | null {
  if (scan === null || scan.confirmed > 0) return null;
  if (scan.largestNonEssentialShare > WORTH_A_LOOK + ROUNDING) return null;
  return {
    id: 'already_optimized',
    message: 'Code already uses optimal patterns. Consider infrastructure scaling.',
    evidence: `No suspicion is left that a measurement confirmed, and no step that the target could do without takes more than ${percent(scan.largestNonEssentialShare)} of the time.`,
  };
}

/** What is quicker than the whole range is inside the norm too: nobody would ask for more. */
function withinNorm(
  { operation, measuredMs }: WrongToolEvidence,
  norms: NormTable,
): SetIndicator | null {
  if (operation === null) return null;
  const { lowMs, highMs, title, source } = norms[operation];
  if (measuredMs > highMs) return null;
  return {
    id: 'within_industry_norm',
    message: `Current performance (${milliseconds(measuredMs)}ms) is within industry norm (${milliseconds(lowMs)}–${milliseconds(highMs)}ms). No optimization needed.`,
    evidence: `${milliseconds(measuredMs)} ms were measured for: ${title}, which takes ${milliseconds(lowMs)} to ${milliseconds(highMs)} ms (${source}).`,
  };
}
