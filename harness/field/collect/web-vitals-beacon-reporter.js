// Measures the web vitals of this page and sends them when it is left. No cookies, no storage, no
// query strings.
const script = document.currentScript;
const { route, sample = '1', to } = script.dataset;
if (!navigator.webdriver && Math.random() < Number(sample)) {
  const page = route || location.pathname;
  const isTouched = matchMedia('(pointer: coarse)').matches;
  const isSmall = Math.min(screen.width, screen.height) < 600;
  const device = isTouched ? (isSmall ? 'phone' : 'tablet') : 'desktop';
  const target = to || script.src;
  const waiting = new Map();

  const send = () => {
    if (waiting.size === 0) return;
    const body = JSON.stringify({ page, device, metrics: [...waiting.values()] });
    waiting.clear();
    // Plain text needs no preflight, which would not complete while the page is being left.
    if (navigator.sendBeacon?.(target, body)) return;
    const options = { method: 'POST', body, keepalive: true, mode: 'no-cors', credentials: 'omit' };
    fetch(target, options).catch(() => {});
  };
  const isHidden = () => document.visibilityState === 'hidden';
  const report = ({ name, value, id }) => {
    waiting.set(id, { name, value: Math.round(value * 1e4) / 1e4, id });
    // The last values are reported while the page is hidden, before or after the listener below
    // runs.
    if (isHidden()) queueMicrotask(send);
  };

  for (const each of ['onLCP', 'onCLS', 'onINP', 'onFCP', 'onTTFB']) webVitals[each](report);
  addEventListener('visibilitychange', () => isHidden() && queueMicrotask(send), true);
  addEventListener('pagehide', send);
}
