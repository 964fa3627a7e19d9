import { type ChecklistCheck, leaveUnverified, passWithEvidence } from '../checklist-item-check.ts';
import { type EvidenceLinePattern, findEvidenceLines } from '../find-evidence-lines.ts';

const SCALING: readonly EvidenceLinePattern[] = [
  {
    text: /^\s*kind:\s*["']?HorizontalPodAutoscaler\b/u,
    shows: 'Kubernetes adds and removes pods',
  },
  { text: /^\s*kind:\s*["']?ScaledObject\b/u, shows: 'KEDA adds and removes pods' },
  {
    text: /^resource\s+"(?:aws_autoscaling_policy|aws_appautoscaling_policy|google_compute(?:_region)?_autoscaler|azurerm_monitor_autoscale_setting)"/u,
    shows: 'the cloud adds and removes machines',
  },
  { text: /^\s*automatic_scaling:/u, shows: 'App Engine adds and removes instances' },
  { text: /^\s*auto_start_machines\s*=\s*true/u, shows: 'Fly adds and removes machines' },
  {
    text: /\bAWS::(?:ApplicationAutoScaling|AutoScaling)::ScalingPolicy\b/u,
    shows: 'the cloud adds and removes machines',
  },
  {
    text: /^\s*(?:autoscaling\.knative\.dev|run\.googleapis\.com)\/(?:max-?scale|maxScale)\b|^\s*["']?autoscaling\.knative\.dev\/maxScale/u,
    shows: 'Knative adds and removes instances',
  },
];

/** Checks for auto-scaling in configuration files. */
export const autoScalingCheck: ChecklistCheck = {
  id: 'auto-scaling',
  title: 'Auto-scaling configured',
  judge: ({ settings }) =>
    passWithEvidence(
      findEvidenceLines(settings, SCALING),
      'Capacity scales with the load.',
      leaveUnverified(
        'No project file shows that capacity scales with the load.',
        'Keep the autoscaler configuration in the repository, as a Kubernetes, Terraform or platform file.',
      ),
    ),
};

const DASHBOARDS: readonly EvidenceLinePattern[] = [
  {
    text: /^resource\s+"(?:grafana_dashboard|datadog_dashboard(?:_json)?|aws_cloudwatch_dashboard|newrelic_one_dashboard|google_monitoring_dashboard)"/u,
    shows: 'a dashboard',
  },
  { text: /^\s*kind:\s*GrafanaDashboard\b/u, shows: 'a Grafana dashboard' },
  { text: /^\s*grafana_dashboard:\s*["']?(?:1|true)\b/u, shows: 'a Grafana dashboard' },
  { text: /\bAWS::CloudWatch::Dashboard\b/u, shows: 'a CloudWatch dashboard' },
];

/** Checks for dashboards stored with the code. Files cannot show if anybody uses them. */
export const dashboardsCheck: ChecklistCheck = {
  id: 'dashboards',
  title: 'Dashboards live',
  judge: ({ settings }) => {
    const grafana = settings
      .filter(({ file, text }) => file.endsWith('.json') && isGrafana(text))
      .map(({ file }) => ({ file, line: null, text: 'a Grafana dashboard' }));
    return passWithEvidence(
      [...grafana, ...findEvidenceLines(settings, DASHBOARDS)],
      'Dashboards are stored with the code.',
      leaveUnverified(
        'No project file defines a dashboard.',
        'Keep dashboards in the repository, as Grafana JSON or Terraform.',
      ),
    );
  },
};

/** True for a Grafana export, which has both of these keys. */
function isGrafana(text: string): boolean {
  return /"panels"\s*:\s*\[/u.test(text) && /"schemaVersion"\s*:/u.test(text);
}
