import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "../api/http";
import type { BlockList, BlockListKind, BlockListKindReply } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { Progress } from "../parts/Progress";
import { sentenceFor, tell, tellError } from "../parts/Toasts";
import { t } from "../text";
import { count, shortDateTime } from "../time/format";
import { FileDrop } from "./FileDrop";
import { uploadBlockList } from "./upload";

/** Whose numbers are not called: the lists in force, and a file that takes the place of one. */
export function BlockLists() {
  const texts = t().manage.blockLists;
  const [kinds, setKinds] = useState<BlockListKindReply[]>([]);
  const [lists, setLists] = useState<BlockList[]>([]);
  const refetch = (): void => void get<BlockList[]>("/api/block-lists").then(setLists, tellError);
  useEffect(() => {
    void get<BlockListKindReply[]>("/api/block-lists/kinds").then(setKinds, tellError);
    refetch();
  }, []);
  const inForce = (kind: BlockListKind): BlockList | undefined => lists.find((one) => one.kind === kind && one.state === "active");
  return (
    <Panel title={texts.title} testId="block-lists">
      <dl class="block-lists">
        {kinds.map((one) => <Kind key={one.kind} kind={one} list={inForce(one.kind)} />)}
      </dl>
      <BlockListForm kinds={kinds} onLoaded={refetch} />
    </Panel>
  );
}

function Kind({ kind, list }: { kind: BlockListKindReply; list: BlockList | undefined }) {
  const texts = t().manage.blockLists;
  return (
    <div data-testid="block-list" data-kind={kind.kind}>
      <dt>{kind.name}</dt>
      <dd>
        <span class="figures">{list ? texts.inForce(count(list.entries), shortDateTime(list.imported_at)) : texts.none}</span>
        <small>{kind.law} · {texts.scope(kind)}</small>
      </dd>
    </div>
  );
}

function BlockListForm({ kinds, onLoaded }: { kinds: BlockListKindReply[]; onLoaded: () => void }) {
  const texts = t().manage.blockLists;
  const form = useRef<HTMLFormElement>(null);
  const [chosen, setChosen] = useState<File | null>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const kind = kinds.find((one) => one.kind === new FormData(form.current ?? undefined).get("kind"));
    setProblem(chosen && kind ? null : texts.missing);
    if (!chosen || !kind) return;
    setPercent(0);
    try {
      const loaded = await uploadBlockList(chosen, kind.kind, setPercent);
      tell(texts.loaded(count(loaded.entries), kind.name));
      form.current?.reset();
      setChosen(null);
      onLoaded();
    } catch (error) {
      setProblem(sentenceFor(error));
    }
    setPercent(null);
  };
  return (
    <form class="form" ref={form} onSubmit={(event) => void send(event)} noValidate>
      <Field id="list-kind" label={texts.kind}>
        <select id="list-kind" name="kind" class="input" data-testid="block-list-kind">
          {kinds.map((one) => <option key={one.kind} value={one.kind}>{one.name}</option>)}
        </select>
      </Field>
      <FileDrop id="list-file" label={texts.file} hint={texts.fileHint} chosen={chosen} onChoose={setChosen} />
      <div role="alert">{problem && <p class="notice bad">{problem}</p>}</div>
      {percent !== null && <Progress label={texts.loading} value={percent} />}
      <Button kind="primary" type="submit" icon="upload" busy={percent !== null} testId="block-list-start">
        {percent === null ? texts.load : texts.loading}
      </Button>
    </form>
  );
}
