import {
  type ChecklistCheck,
  failCheck,
  leaveUnverified,
  passWithEvidence,
} from '../checklist-item-check.ts';
import { findAlerts, findMetricCollection, findTracing } from '../find-monitoring-evidence.ts';

/** Metrics or traces that are collected, and alerts on them. */
export const monitoringCheck: ChecklistCheck = {
  id: 'monitoring',
  title: 'Monitoring active',
  judge: (evidence) => {
    const watched = [...findMetricCollection(evidence), ...findTracing(evidence)];
    if (watched.length === 0) {
      return failCheck(
        'Nothing in the project collects metrics or traces.',
        'Start OpenTelemetry or expose metrics, and set up alerts on them.',
      );
    }
    const alerts = findAlerts(evidence);
    if (alerts.length === 0) {
      return leaveUnverified(
        'Metrics or traces are collected, but no alerts were found.',
        'Keep the alert definitions in the repository, as Prometheus rules or Terraform files.',
        watched,
      );
    }
    const shown = [...alerts.slice(0, 2), ...watched];
    return passWithEvidence(shown, 'Monitoring and alerts are set up.', leaveUnverified('', ''));
  },
};

/** Checks for tracing of the program, from the project's own files. */
export const tracingCheck: ChecklistCheck = {
  id: 'tracing',
  title: 'Tracing active',
  judge: (evidence) =>
    passWithEvidence(
      findTracing(evidence),
      'Requests are traced.',
      leaveUnverified(
        'No project file shows that requests are traced.',
        'Start OpenTelemetry in the program, or keep its collector configuration in the repository.',
      ),
    ),
};
