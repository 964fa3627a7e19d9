const format = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' });

export function formatPrice(cents) {
  return format.format(cents / 100);
}
