// Reads templates, one JSON string per line, and writes what Go's own parser makes of each: its nodes with their byte
// offsets, or that it refuses the template.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sort"
	"text/template/parse"
)

type node struct {
	Type string `json:"type"`
	At   int    `json:"at"`
	// Of texts and comments, their length in bytes.
	Length int `json:"length,omitempty"`
}

type reply struct {
	Refused string   `json:"refused,omitempty"`
	Nodes   []node   `json:"nodes"`
	Names   []string `json:"names"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var text string
		if err := json.Unmarshal(in.Bytes(), &text); err != nil {
			panic(err)
		}
		if err := out.Encode(read(text)); err != nil {
			panic(err)
		}
	}
	if err := in.Err(); err != nil {
		panic(err)
	}
}

func read(text string) reply {
	tree := parse.New("main")
	tree.Mode = parse.ParseComments | parse.SkipFuncCheck
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		return reply{Refused: err.Error()}
	}
	found := reply{Nodes: []node{}, Names: []string{}}
	for name, t := range trees {
		if name != "main" {
			found.Names = append(found.Names, name)
		}
		found.list(t.Root)
	}
	sort.Strings(found.Names)
	sort.SliceStable(found.Nodes, func(i, j int) bool { return found.Nodes[i].At < found.Nodes[j].At })
	return found
}

func (r *reply) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		at := int(n.Position())
		switch n := n.(type) {
		case *parse.TextNode:
			r.add("text", at, len(n.Text))
		case *parse.CommentNode:
			r.add("comment", at, len(n.Text))
		case *parse.ActionNode:
			role := "print"
			if len(n.Pipe.Decl) > 0 {
				role = "assign"
			}
			r.add(role, at, 0)
		case *parse.TemplateNode:
			r.add("template", at, 0)
		case *parse.BreakNode, *parse.ContinueNode:
			r.add("jump", at, 0)
		case *parse.IfNode:
			r.branch("if", at, &n.BranchNode)
		case *parse.WithNode:
			r.branch("with", at, &n.BranchNode)
		case *parse.RangeNode:
			r.branch("range", at, &n.BranchNode)
		default:
			r.add("unknown", at, 0)
		}
	}
}

func (r *reply) branch(keyword string, at int, n *parse.BranchNode) {
	r.add(keyword, at, 0)
	r.list(n.List)
	r.list(n.ElseList)
}

func (r *reply) add(kind string, at, length int) {
	r.Nodes = append(r.Nodes, node{kind, at, length})
}
