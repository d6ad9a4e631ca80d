import type { MenuStep } from "../api/schema";
import { Panel } from "../parts/Panel";
import { duration } from "../time/format";
import { t } from "../text";

/** What the debtor did in the menu before asking for a person. */
export function MenuTimeline({ steps, title }: { steps: MenuStep[]; title: string }) {
  const texts = t().desk.call;
  const stepNames: Record<string, string> = t().menu.steps;
  const resultNames: Record<string, string> = t().menu.results;
  return (
    <Panel title={title} testId="menu-timeline">
      {steps.length === 0 ? (
        <p class="panel-body soft small">{texts.menuEmpty}</p>
      ) : (
        <ol class="steps">
          {steps.map((step) => (
            <li key={`${step.at_ms}-${step.step}`} data-step={step.step}>
              <time class="figures">{duration(step.at_ms)}</time>
              <span class="dot" aria-hidden="true" />
              <span>
                <b>{stepNames[step.step] ?? step.label}</b>
                {step.result && <span class="soft"> · {resultNames[step.result] ?? step.result}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
