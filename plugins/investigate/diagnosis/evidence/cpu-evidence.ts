import type {
  CauseEvidence,
  DataPart,
  IncidentChange,
  IncidentSignal,
} from '../../document/investigation-document.ts';
import { formatClock, formatThreeDigits } from '../../outputs/format-investigation-values.ts';
import { TRAFFIC_RISE_RATIO } from './traffic-evidence.ts';

/** CPU time of the program itself, as named by client libraries and cAdvisor. */
const OWN_CPU =
  /^(?:rate\()?(?:process_cpu|nodejs_cpu|jvm_cpu|go_cpu|dotnet_cpu|container_cpu_usage)/iu;
/** A neighbour, or a cold cache, makes the same work cost some more. */
const LEAST_RATIO = 1.5;
/** Weight of other code or packages in general: weaker evidence than a matching mechanism. */
const WEIGHT = 1.25;

/**
 * Returns evidence that the program uses more CPU for the same traffic, so the code it runs has
 * changed. Supports changes of code and packages with no known mechanism.
 */
export function cpuEvidence(
  { kind }: IncidentChange,
  fitting: readonly IncidentSignal[],
  { traffic }: Pick<DataPart, 'traffic'>,
): readonly CauseEvidence[] {
  if (kind !== 'code' && kind !== 'dependency') return [];
  const signal = fitting.find(
    ({ name, before, after }) => OWN_CPU.test(name) && after >= LEAST_RATIO * before,
  );
  if (signal === undefined || (traffic?.ratio ?? 1) >= TRAFFIC_RISE_RATIO) return [];
  const { name, before, after, at } = signal;
  const message = `the program does more work for the same traffic: ${name} went from ${formatThreeDigits(before)} to ${formatThreeDigits(after)}`;
  return [{ source: 'metrics', message, place: `${name} at ${formatClock(at)}`, weight: WEIGHT }];
}
