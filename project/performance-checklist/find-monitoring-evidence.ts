import type { ChecklistEvidence } from '../../harness/model/documents/performance-checklist-document.ts';
import { type EvidenceLinePattern, findEvidenceLines } from './find-evidence-lines.ts';
import type { ProjectEvidence } from './performance-checklist-evidence-types.ts';

/** `import … from 'x'`, `import 'x'`, `require('x')`, `--require x`. */
function loads(packages: string): RegExp {
  return new RegExp(
    `(?:\\bfrom\\s+|\\bimport\\s+|\\brequire\\(|\\bimport\\()['"](?:${packages})['"/]`,
    'u',
  );
}

const TRACING_CODE: readonly EvidenceLinePattern[] = [
  {
    text: loads('@opentelemetry/(?:sdk|auto|exporter|instrumentation)[\\w-]*'),
    shows: 'OpenTelemetry is started',
  },
  { text: loads('dd-trace'), shows: 'the Datadog tracer is started' },
  { text: loads('newrelic'), shows: 'the New Relic agent is started' },
  { text: loads('elastic-apm-node(?:/start)?'), shows: 'the Elastic APM agent is started' },
  { text: loads('@sentry/[\\w-]+'), shows: 'Sentry is started' },
  { text: /^from (?:opentelemetry|ddtrace)\b/u, shows: 'a tracer is started' },
];
const TRACING_SETTINGS: readonly EvidenceLinePattern[] = [
  { text: /\bOTEL_EXPORTER_OTLP_(?:TRACES_)?ENDPOINT\b/u, shows: 'traces are sent to a collector' },
  {
    text: /^\s*(?:otlp|jaeger|zipkin|tempo)(?:\/\w+)?:\s*$/u,
    shows: 'a collector receives traces',
  },
  {
    text: /^\s*-?\s*image:\s*\S*(?:jaegertracing|grafana\/tempo|openzipkin)\//u,
    shows: 'a trace store is deployed',
  },
];
const METRICS: readonly EvidenceLinePattern[] = [
  { text: /^\s*scrape_configs:/u, shows: 'Prometheus scrapes metrics' },
  { text: /^\s*kind:\s*(?:ServiceMonitor|PodMonitor)\b/u, shows: 'Prometheus scrapes metrics' },
  {
    text: loads('prom-client|fastify-metrics|express-prom-bundle|hot-shots'),
    shows: 'metrics are exposed',
  },
  { text: /^\s*receivers:\s*$/u, shows: 'a collector receives metrics' },
];
const ALERTS: readonly EvidenceLinePattern[] = [
  { text: /^\s*-\s*alert:\s*\S/u, shows: 'a Prometheus alert' },
  { text: /^\s*kind:\s*PrometheusRule\b/u, shows: 'a Prometheus alert' },
  {
    text: /^resource\s+"(?:aws_cloudwatch_metric_alarm|datadog_monitor|newrelic_nrql_alert_condition|grafana_rule_group|google_monitoring_alert_policy|azurerm_monitor_metric_alert)"/u,
    shows: 'a cloud alert',
  },
  { text: /\bAWS::CloudWatch::Alarm\b/u, shows: 'a CloudWatch alarm' },
];

export function findTracing({ sources, settings }: ProjectEvidence): readonly ChecklistEvidence[] {
  return [
    ...findEvidenceLines(sources, TRACING_CODE),
    ...findEvidenceLines(settings, TRACING_SETTINGS),
  ];
}

/** Returns evidence of metrics being collected. */
export function findMetricCollection({
  sources,
  settings,
}: ProjectEvidence): readonly ChecklistEvidence[] {
  return findEvidenceLines([...settings, ...sources], METRICS);
}

export function findAlerts({ settings }: ProjectEvidence): readonly ChecklistEvidence[] {
  return findEvidenceLines(settings, ALERTS);
}
