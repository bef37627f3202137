package abi

import (
	"context"
	"log"
	"log/slog"
	"strings"
)

// logs holds what the libraries said during the current request: dropped hooks, values that were overwritten.
// They become the reply's warnings, because nobody reads a library's log inside a sandbox.
var logs []string

// maxLogs bounds the warnings of one request; a template can cause one per iteration of a loop.
const maxLogs = 100

func collectLogs() {
	log.SetFlags(0)
	slog.SetDefault(slog.New(collector{}))
}

// collector is a slog handler that keeps messages of level info and above. The standard log package, which the
// libraries also use, is routed here by slog.SetDefault.
type collector struct{ attributes []slog.Attr }

func (collector) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

func (c collector) Handle(_ context.Context, record slog.Record) error {
	if len(logs) >= maxLogs {
		return nil
	}
	var text strings.Builder
	text.WriteString(record.Message)
	write := func(attribute slog.Attr) bool {
		text.WriteString(" " + attribute.Key + "=" + attribute.Value.String())
		return true
	}
	for _, attribute := range c.attributes {
		write(attribute)
	}
	record.Attrs(write)
	logs = append(logs, strings.TrimSpace(text.String()))
	return nil
}

func (c collector) WithAttrs(attributes []slog.Attr) slog.Handler {
	return collector{append(c.attributes[:len(c.attributes):len(c.attributes)], attributes...)}
}

func (c collector) WithGroup(string) slog.Handler { return c }
