import { type ChecklistCheck, fails, passIfShown, unverified } from '../checklist-check.ts';
import { alerts, collectors, tracers } from '../watching.ts';

/** Metrics or traces that are collected, and alerts on them. */
export const monitoringCheck: ChecklistCheck = {
  id: 'monitoring',
  title: 'Monitoring active',
  judge: (evidence) => {
    const watched = [...collectors(evidence), ...tracers(evidence)];
    if (watched.length === 0) {
      return fails(
        'Nothing in the project collects metrics or traces.',
        'Start OpenTelemetry or give out metrics, and have somebody told when they are bad.',
      );
    }
    const told = alerts(evidence);
    if (told.length === 0) {
      return unverified(
        'Metrics or traces are collected; whether anybody is told when they are bad cannot be seen.',
        'Keep the alerts in the repository: rules of Prometheus, or Terraform.',
        watched,
      );
    }
    const shown = [...told.slice(0, 2), ...watched];
    return passIfShown(shown, 'It is watched, and somebody is told.', unverified('', ''));
  },
};

/** Checks for tracing of the program, from the project's own files. */
export const tracingCheck: ChecklistCheck = {
  id: 'tracing',
  title: 'Tracing active',
  judge: (evidence) =>
    passIfShown(
      tracers(evidence),
      'Requests are traced.',
      unverified(
        'No file of the project says that it is traced.',
        'Start OpenTelemetry in the program, or keep the configuration of its collector in the repository.',
      ),
    ),
};
