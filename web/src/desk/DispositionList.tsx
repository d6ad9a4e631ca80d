import { useEffect, useRef } from "preact/hooks";

import { Icon } from "../parts/Icon";
import { t } from "../text";
import { type ChoiceGroup, labelOf, neighbour } from "./disposition_search";

interface Props {
  groups: ChoiceGroup[];
  query: string;
  chosen: string | null;
  onQuery: (query: string) => void;
  /** `done`: by a click or Enter, not in passing with the arrows. */
  onChoose: (code: string, done: boolean) => void;
}

/** Search box and list in one (combobox): letters filter, arrows choose, F2 comes here from anywhere. */
export function DispositionList({ groups, query, chosen, onQuery, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const texts = t().desk.wrap;
  useEffect(() => {
    list.current?.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }, [chosen, query]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const down = event.key === "ArrowDown";
    const found = down || event.key === "ArrowUp" ? neighbour(groups, chosen, down ? 1 : -1) : enterChoice(event, groups, chosen);
    if (!found) return;
    event.preventDefault();
    onChoose(found, event.key === "Enter");
  };
  return (
    <div class="stack" style={{ gap: "8px" }}>
      <div class="search">
        <Icon name="search" />
        <input
          id="disposition-search"
          class="input"
          role="combobox"
          aria-label={texts.search}
          placeholder={texts.search}
          aria-expanded="true"
          aria-controls="disposition-list"
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `choice-${chosen}` : undefined}
          aria-keyshortcuts="F2"
          autocomplete="off"
          value={query}
          onInput={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          data-testid="disposition-search"
        />
        <kbd aria-hidden="true">F2</kbd>
      </div>
      <div class="choices scroll" id="disposition-list" role="listbox" aria-label={texts.title} tabIndex={-1} ref={list} data-testid="dispositions">
        {groups.length === 0 && <div class="none" role="option" aria-selected="false" aria-disabled="true" tabIndex={-1}>{texts.noMatch}</div>}
        {groups.map(({ group, choices }) => (
          <div key={group} role="group" aria-label={groupLabel(group)}>
            <div class="group" aria-hidden="true">{groupLabel(group)}</div>
            {choices.map((choice) => (
              <div key={choice.code} id={`choice-${choice.code}`} role="option" aria-selected={choice.code === chosen} tabIndex={-1} onClick={() => onChoose(choice.code, true)} onKeyDown={onKeyDown} data-testid={`disposition-${choice.code}`}>
                {labelOf(choice)}
                {choice.code === chosen && <Icon name="check" />}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Enter takes what the arrows chose, else the only or the first choice that the letters left. */
function enterChoice(event: KeyboardEvent, groups: ChoiceGroup[], chosen: string | null): string | null {
  if (event.key !== "Enter") return null;
  const among = groups.some((group) => group.choices.some((choice) => choice.code === chosen));
  return among ? chosen : neighbour(groups, null, 1);
}

function groupLabel(group: string): string {
  return t().common.groups[group] ?? group;
}
