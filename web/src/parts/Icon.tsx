/** Line icons of our own, 20 × 20, drawn in the colour of the text. Always beside a word or a label. */
const PATHS = {
  phone: "M6.5 3.5 8 7 6.3 8.4a9 9 0 0 0 5.3 5.3L13 12l3.5 1.5v2.2a1.3 1.3 0 0 1-1.4 1.3A12.6 12.6 0 0 1 3 4.9 1.3 1.3 0 0 1 4.3 3.5z",
  hangUp: "M3 11.5c3.6-4.3 10.4-4.3 14 0l-1.8 2.2-3.3-1v-2.1a8 8 0 0 0-3.8 0v2.1l-3.3 1z",
  pause: "M7 4.5v11M13 4.5v11",
  play: "M6.5 4.2v11.6l9-5.8z",
  mic: "M10 3a2.2 2.2 0 0 1 2.2 2.2v4.3a2.2 2.2 0 0 1-4.4 0V5.2A2.2 2.2 0 0 1 10 3zM5 9.5a5 5 0 0 0 10 0M10 14.5V17",
  micOff: "M12.2 8.5V5.2a2.2 2.2 0 0 0-4.3-.6M7.8 8v1.5a2.2 2.2 0 0 0 3.4 1.9M5 9.5a5 5 0 0 0 7.9 4M10 14.5V17M3.5 3.5l13 13",
  check: "M4.5 10.5 8.5 14.5 15.5 6",
  lock: "M5.5 9h9v7h-9zM7.2 9V6.6a2.8 2.8 0 0 1 5.6 0V9",
  search: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4zM12.8 12.8 16.5 16.5",
  upload: "M10 13V4M6.5 7.2 10 3.8l3.5 3.4M4 13.5V16h12v-2.5",
  download: "M10 4v9M6.5 9.8 10 13.2l3.5-3.4M4 13.5V16h12v-2.5",
  star: "m10 3.6 1.9 4 4.4.6-3.2 3 .8 4.4-3.9-2.1-3.9 2.1.8-4.4-3.2-3 4.4-.6z",
  comment: "M4 4.5h12v8.5H9l-3.5 3v-3H4z",
  sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1",
  moon: "M15.8 12.2A6.3 6.3 0 0 1 7.8 4.2a6.3 6.3 0 1 0 8 8z",
  auto: "M10 3.5a6.5 6.5 0 1 1 0 13zM10 3.5a6.5 6.5 0 0 0 0 13",
  exit: "M8 4H4.5v12H8M9 10h7.5M13.5 6.8l3.2 3.2-3.2 3.2",
  down: "m5.5 8 4.5 4.5L14.5 8",
  back: "m11.5 5-5 5 5 5",
  warning: "M10 3.5 17.5 16h-15zM10 8v4M10 14v.2",
  plus: "M10 4.5v11M4.5 10h11",
  rewind: "M6 4v4h4M6.3 7.6A6 6 0 1 1 4.6 12",
  forward: "M14 4v4h-4M13.7 7.6A6 6 0 1 0 15.4 12",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
