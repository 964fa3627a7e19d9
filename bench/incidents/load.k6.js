import { check } from 'k6';
import http from 'k6/http';

const { BASE, SECONDS, FACTOR = '1', CLIENT = 'k6' } = __ENV;
const duration = `${SECONDS}s`;
const at = (exec, rate) => ({
  executor: 'constant-arrival-rate',
  exec,
  rate: Math.round(rate * Number(FACTOR)),
  timeUnit: '1s',
  duration,
  preAllocatedVUs: 60,
  maxVUs: 400,
  gracefulStop: '2s',
});

export const options = {
  discardResponseBodies: true,
  userAgent: CLIENT,
  scenarios: {
    checkout: at('checkout', 40),
    orders: at('orders', 30),
    products: at('products', 30),
  },
};

const any = (below) => Math.floor(Math.random() * below);
const params = { headers: { 'content-type': 'application/json' }, timeout: '20s' };

export function checkout() {
  const body = JSON.stringify({ product: any(5000), amount: any(10000) });
  check(http.post(`${BASE}/checkout`, body, params), { paid: ({ status }) => status === 200 });
}

export function orders() {
  http.get(`${BASE}/orders/${any(300)}`, params);
}

export function products() {
  http.get(`${BASE}/products?category=${any(200)}`, params);
}
