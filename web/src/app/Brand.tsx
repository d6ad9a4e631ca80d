export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="6 6 21 20" width="24" height="24" aria-hidden="true">
        <path d="M21.5 11.2a7 7 0 1 0 0 9.6" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" />
        <circle cx="23" cy="16" r="2.4" fill="var(--spark)" />
      </svg>
      Concilia
    </span>
  );
}
