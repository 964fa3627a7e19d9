import type { CapacityReport } from '../../../harness/model/documents/capacity-document.ts';
import { findMetric } from '../../../harness/model/metric.ts';
import { formatQuantity } from '../../scale.ts';
import { printable } from '../../text/printable.ts';

type FirstBreach = NonNullable<CapacityReport['first_breach']>;

const CAUSES: Readonly<Record<FirstBreach['cause'], string>> = {
  errors: 'Requests fail first',
  latency: 'Response times break first',
  behind: 'The server falls behind first',
  ended: 'The server gives up first',
  other: 'Another limit breaks first',
};

/** What broke first, and what that says of the server. null: nothing broke. */
export function breachSentence({ first_breach: breach }: CapacityReport): string | null {
  if (breach === null) return null;
  const rate = formatQuantity(breach.rate, '/s', 3);
  return `${CAUSES[breach.cause]}: at ${rate} ${seenText(breach)}.${serverText(breach)}`;
}

function seenText({ metric, value, message }: FirstBreach): string {
  const unit = metric === null ? undefined : findMetric(metric)?.unit;
  if (unit === undefined || value === null || metric === 'throughput') return printable(message);
  return `${metric} was ${formatQuantity(value, unit, 3)}`;
}

function serverText({ server, server_cores: cores }: FirstBreach): string {
  const used = cores === null ? '' : ` (${cores.toFixed(2)} cores)`;
  switch (server) {
    case 'machine-full':
      return ` The server has all cores of the machine${used}.`;
    case 'core-full':
      return ` The server fills a core${used}: one thread does all its work, such as the event loop of Node.js.`;
    case 'busy':
      return ` The server's processor is neither full nor idle${used}.`;
    case 'waiting':
      return ` The server's processor is mostly idle${used}: it waits for something, such as a pool of connections, a lock, or another service.`;
    case 'unknown':
      return '';
  }
}
