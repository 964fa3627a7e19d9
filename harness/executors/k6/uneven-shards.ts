import type { Finding } from '../../model/finding.ts';
import type { PlannedUsers, ScriptPlan } from './inspect-script.ts';

/**
 * Where shards cannot have the same load: k6 divides virtual users, and arrival rates in their
 * proportion. One finding for each part of the script.
 */
export function unevenShards({ users }: ScriptPlan, shards: number): readonly Finding[] {
  const uneven = users.filter((one) => one.users > 0 && one.users % shards !== 0);
  const firstOfPart = uneven.filter(
    ({ part }, index) => uneven.findIndex((other) => other.part === part) === index,
  );
  return firstOfPart.map((one) => describe(one, shards));
}

function describe({ part, users, isRate }: PlannedUsers, shards: number): Finding {
  const least = Math.floor(users / shards);
  const whose = part === null ? 'of the script' : `of "${part}"`;
  const shared = `${shards} shards cannot share the ${users} virtual users ${whose} evenly`;
  const each = `some get ${least + 1}, others ${least === 0 ? 'none' : least}`;
  const rate = isRate ? ', and the arrival rate is divided in the same proportion' : '';
  const even = least === 0 ? [shards] : [least * shards, (least + 1) * shards];
  return {
    id: 'shards-uneven',
    level: 'warning',
    message: `${shared}: ${each}${rate}.`,
    remedy: `Give it ${even.join(' or ')} virtual users, or other shards.`,
  };
}
