import { expect, test } from 'vitest';
import { INCIDENT_DAY } from '../../../support/planted-incident-repository-and-logs.ts';
import {
  createStoredIncident,
  writeLogsWithFix,
} from '../../../support/stored-incident-investigation.ts';

test('INV-34: stores all fixes that are verified at the same time', async () => {
  const incident = await createStoredIncident();
  writeLogsWithFix(incident.folder, '18:40');
  const moments = ['16:30', '17:10'];
  const done = await Promise.all(
    moments.map((at) => {
      const words = ['verify', '--after', `${INCIDENT_DAY}T${at}Z`, '--logs', 'after.log'];
      return incident.investigate(...words);
    }),
  );
  for (const { code, err } of done) expect([0, 3], err).toContain(code);
  const kept = (incident.report().verifications ?? []).map(({ after }) => after.slice(11, 16));
  expect(kept.toSorted()).toEqual(moments);
});
