// Package http stands in for Go's: an engine has no network. It has what Helm and Kustomize name, and every request
// fails with a message that says why.
package http

import (
	"context"
	"errors"
	"io"
	"net/url"
	"time"
)

// ErrNoNetwork is what every request ends with.
var ErrNoNetwork = errors.New("kubeproof renders without network access")

// The constants that callers name.
const (
	MethodGet             = "GET"
	StatusOK              = 200
	StatusNotFound        = 404
	StatusMultipleChoices = 300
)

// StatusText has nothing to say: there are no responses.
func StatusText(int) string { return "" }

// NoBody is an empty request body.
var NoBody io.Reader = nil

// Header would hold a message's fields.
type Header map[string][]string

// Set does nothing worth keeping.
func (h Header) Set(key, value string) { h[key] = []string{value} }

// Request is never sent.
type Request struct {
	URL    *url.URL
	Header Header
}

// SetBasicAuth changes nothing.
func (*Request) SetBasicAuth(string, string) {}

// Response is never received.
type Response struct {
	Status     string
	StatusCode int
	Header     Header
	Body       io.ReadCloser
}

// RoundTripper is the part of a client that would talk.
type RoundTripper interface {
	RoundTrip(*Request) (*Response, error)
}

// Transport refuses.
type Transport struct {
	Proxy           func(*Request) (*url.URL, error)
	TLSClientConfig any
}

// RoundTrip refuses.
func (*Transport) RoundTrip(*Request) (*Response, error) { return nil, ErrNoNetwork }

// ProxyFromEnvironment knows no proxy.
func ProxyFromEnvironment(*Request) (*url.URL, error) { return nil, nil }

// Client refuses.
type Client struct {
	Transport RoundTripper
	Timeout   time.Duration
}

// DefaultClient refuses as well.
var DefaultClient = &Client{}

// Do refuses.
func (*Client) Do(*Request) (*Response, error) { return nil, ErrNoNetwork }

// Get refuses.
func (*Client) Get(string) (*Response, error) { return nil, ErrNoNetwork }

// Get refuses.
func Get(string) (*Response, error) { return nil, ErrNoNetwork }

// NewRequestWithContext makes a request that will not be sent.
func NewRequestWithContext(_ context.Context, _, address string, _ io.Reader) (*Request, error) {
	parsed, err := url.Parse(address)
	return &Request{URL: parsed, Header: Header{}}, err
}

// NewRequest makes a request that will not be sent.
func NewRequest(method, address string, body io.Reader) (*Request, error) {
	return NewRequestWithContext(context.Background(), method, address, body)
}

// DetectContentType is named by code that an engine does not reach: it reads archives from memory.
func DetectContentType([]byte) string { return "application/octet-stream" }
