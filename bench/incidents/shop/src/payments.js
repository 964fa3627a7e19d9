import { observe } from './metrics.js';
import { duration, settings } from './settings.js';

const TIMEOUT_MS = duration(settings.http.timeout);

export async function pay(amount) {
  const started = performance.now();
  try {
    const answer = await fetch(`${process.env.PAYMENTS_URL}/pay?amount=${amount}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`payments answered ${answer.status}`);
    return await answer.json();
  } finally {
    observe('payments_client_latency_seconds', (performance.now() - started) / 1_000);
  }
}
