import "./progress.css";

/** How far something got; without `value`, only that it goes on. */
export function Progress({ label, value, max = 100 }: { label: string; value?: number; max?: number }) {
  const known = value === undefined ? {} : { value, max: Math.max(1, max) };
  return <progress class="progress" aria-label={label} {...known} />;
}
