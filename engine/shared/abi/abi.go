// Package abi is the door between the WebAssembly host and an engine: one request in, one reply out.
//
// Both messages have the same form: a little-endian uint32 with the length of a JSON header, the header, then the
// bytes of all blobs without a gap. The header's field "blobs" holds the blobs' lengths in order; everything else
// in a header refers to a blob by its index. So file contents are never escaped or copied into JSON.
//
// The host asks for room with kubeproof_request, writes the request there, and calls kubeproof_call, which returns
// the reply's address in the upper and its length in the lower 32 bits. The reply stays valid until the next call.
package abi

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

// Handler answers one request. header is the JSON header; blob returns a blob by index.
type Handler func(header []byte, blob func(int) []byte) Reply

// Reply is what an engine answers. Exactly one of Error and Documents is meaningful.
type Reply struct {
	Error     *Error     `json:"error,omitempty"`
	Documents []Document `json:"documents,omitempty"`
	Warnings  []string   `json:"warnings,omitempty"`
	Blobs     []int      `json:"blobs,omitempty"`
}

// Document is one rendered document. Its text is the blob with the document's own index.
type Document struct {
	Text string `json:"-"`
	// Source is the path of the input file it came from, as the request named it; empty when unknown.
	Source string `json:"source,omitempty"`
}

// Error says why nothing was rendered.
type Error struct {
	// Code is stable and kebab-case, for example dependency-missing.
	Code    string `json:"code"`
	Message string `json:"message"`
	// File is the path of an input file, as the request named it; empty when unknown.
	File string `json:"file,omitempty"`
	// Line and Column are 1-based; 0 when unknown.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
	// Names lists what the code is about: missing dependencies, the address of a remote base.
	Names []string `json:"names,omitempty"`
}

var (
	handler Handler
	request []byte
	reply   []byte
)

// How far the heap may grow over what is in use before it is collected, in percent, by the size of the request. A
// collection costs tens of milliseconds here: at Go's default of 100 every second small render would pay for one,
// while for large ones more would cost memory that an instance never gives back. A limit on the heap
// (debug.SetMemoryLimit) is no way out: near it the engine does nothing but collect, a hundred times slower.
const (
	smallRequest      = 512 << 10
	smallRequestGrows = 400
	largeRequestGrows = 100
)

// Serve names the engine behind the door. Call it from init: main never runs in a WebAssembly reactor.
func Serve(h Handler) {
	handler = h
	collectLogs()
}

// settle ends the initialisation, before the host takes its picture: it throws garbage away, and only then lets it
// pile up. While the engine initialises, the host keeps garbage short by GOGC, to keep it out of the picture.
//
//go:wasmexport kubeproof_settle
func settle() {
	request, reply, logs = nil, nil, nil
	runtime.GC()
	setGrowth(smallRequestGrows)
}

// growth is the percentage in force, 0 before settle.
var growth int

func setGrowth(percent int) {
	if growth != percent {
		growth = percent
		debug.SetGCPercent(percent)
	}
}

//go:wasmexport kubeproof_request
func requestRoom(size uint32) uint32 {
	reply = nil
	request = make([]byte, max(size, 1))
	return address(request)
}

//go:wasmexport kubeproof_call
func call() uint64 {
	switch {
	case growth == 0: // still initialising
	case len(request) > smallRequest:
		setGrowth(largeRequestGrows)
	default:
		setGrowth(smallRequestGrows)
	}
	reply = encode(answer(request))
	request = nil
	return uint64(address(reply))<<32 | uint64(len(reply))
}

// answer turns a panic of a library into an error, so that one bad input costs one target and not the instance.
func answer(message []byte) (out Reply) {
	logs = nil
	defer func() {
		if cause := recover(); cause != nil {
			out = Reply{Error: &Error{Code: "engine-panic", Message: fmt.Sprint("the engine's library failed: ", cause)}}
		}
		out.Warnings = logs
	}()
	header, blob, err := decode(message)
	if err != nil {
		return Reply{Error: &Error{Code: "engine-request", Message: err.Error()}}
	}
	return handler(header, blob)
}

func decode(message []byte) (header []byte, blob func(int) []byte, err error) {
	if len(message) < 4 {
		return nil, nil, fmt.Errorf("request of %d bytes has no header", len(message))
	}
	end := 4 + int(binary.LittleEndian.Uint32(message))
	if end > len(message) {
		return nil, nil, fmt.Errorf("request header of %d bytes is cut off", end-4)
	}
	header = message[4:end]
	var sizes struct {
		Blobs []int `json:"blobs"`
	}
	if err := json.Unmarshal(header, &sizes); err != nil {
		return nil, nil, fmt.Errorf("request header: %w", err)
	}
	blobs := make([][]byte, len(sizes.Blobs))
	for i, size := range sizes.Blobs {
		if size < 0 || end+size > len(message) {
			return nil, nil, fmt.Errorf("blob %d of the request is cut off", i)
		}
		blobs[i] = message[end : end+size : end+size]
		end += size
	}
	return header, func(i int) []byte { return blobs[i] }, nil
}

func encode(r Reply) []byte {
	size := 0
	r.Blobs = make([]int, len(r.Documents))
	for i, document := range r.Documents {
		r.Blobs[i] = len(document.Text)
		size += len(document.Text)
	}
	header, err := json.Marshal(r)
	if err != nil {
		header = []byte(`{"error":{"code":"engine-reply","message":"the reply cannot be encoded"}}`)
		r.Documents, size = nil, 0
	}
	message := make([]byte, 4, 4+len(header)+size)
	binary.LittleEndian.PutUint32(message, uint32(len(header)))
	message = append(message, header...)
	for _, document := range r.Documents {
		message = append(message, document.Text...)
	}
	return message
}

func address(b []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}
